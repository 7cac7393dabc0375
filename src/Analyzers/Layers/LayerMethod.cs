using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Layers;

/// <summary>A method of a library that may have facts.</summary>
/// <param name="Method">The method.</param>
/// <param name="Written">The method with the code: of a traced method its Core, because its other half may not be generated yet.</param>
/// <param name="Id">The documentation id of the method.</param>
/// <param name="Implements">The documentation ids of the methods of interfaces and base types that a call may name instead.</param>
/// <param name="IsCalledAbove">Whether other projects can call it.</param>
internal sealed record LayerMethod(IMethodSymbol Method, IMethodSymbol Written, string Id, ImmutableArray<string> Implements, bool IsCalledAbove);
