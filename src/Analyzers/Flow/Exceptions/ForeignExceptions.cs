using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The knowledge of one compilation about the methods of referenced projects.</summary>
internal static class ForeignExceptions
{
    public static IForeignExceptions Get(CompilationCode code, CancellationToken cancellationToken) => LowerExceptions.Get(code, cancellationToken);
}
