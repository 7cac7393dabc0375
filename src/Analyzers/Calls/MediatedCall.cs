using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Calls;

/// <summary>A handler that a mediator runs for a message.</summary>
/// <param name="Method">The method of the handler; its first parameter is the message.</param>
/// <param name="Message">The argument with the message.</param>
internal readonly record struct MediatedCall(IMethodSymbol Method, IArgumentOperation Message);
