using System.Diagnostics;
using System.Reflection;

namespace TracedLlm.Allocations.Tests;

/// <summary>A theory about optimized code: in a debug build the compiler makes every state machine an object of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OptimizedTheoryAttribute : TheoryAttribute
{
    public OptimizedTheoryAttribute()
    {
        if (typeof(LlmSpan).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            Skip = "The runtime is a debug build; run with -c Release.";
        }
    }
}
