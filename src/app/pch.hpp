// The precompiled header of what knows the whole house. Never included by name.
#pragma once
#include "app/house.hpp"
#include "base/pch.hpp"
