#pragma once
#include <sofia-sip/sip.h>
