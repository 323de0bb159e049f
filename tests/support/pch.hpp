// The precompiled header of the test programs. Never included by name.
#pragma once
#include "base/pch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
