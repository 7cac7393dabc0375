using System.Runtime.CompilerServices;

namespace TracedLlm.Analyzers.Flow;

/// <summary>
/// The stack of the thread that runs the rules. Code may be nested deeper than it reaches, on Windows 1 MiB; an overflow would
/// end the compiler, so a model that follows nested code asks first, as the compiler does.
/// </summary>
internal static class ExecutionStack
{
    /// <summary>Whether the stack has room for more calls: 128 KiB in a 64-bit process.</summary>
    public static bool HasRoom()
    {
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return true;
        }
        catch (InsufficientExecutionStackException)
        {
            return false;
        }
    }
}
