using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>A function that receives the exceptions that leave the routes: a middleware, an exception handler or filter.</summary>
/// <param name="Place">The place of the function.</param>
/// <param name="Method">The function.</param>
/// <param name="Kind">How the exception comes to it.</param>
/// <param name="Site">The call of the rest of the pipeline, for an exception that is thrown.</param>
internal sealed record FailureEntry(CodePlace Place, IMethodSymbol Method, FailureEntryKind Kind, SyntaxNode? Site);
