using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow;

/// <summary>A call in traced code.</summary>
/// <param name="Caller">The function that contains the call.</param>
/// <param name="Operation">The call.</param>
internal sealed record CallSite(CodePlace Caller, IOperation Operation);
