// The precompiled header of the tests that live in the whole house. Never included by name.
#pragma once
#include "app/house.hpp"
#include "pch.hpp"
