using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>A method of the compilation that is marked <c>[FailureLoggingPath]</c>, or that implements or overrides a marked method.</summary>
/// <param name="Place">The place of the method.</param>
/// <param name="Method">The method.</param>
internal sealed record LoggingPath(CodePlace Place, IMethodSymbol Method);
