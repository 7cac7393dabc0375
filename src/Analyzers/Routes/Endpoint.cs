using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>A traced endpoint that the compilation maps.</summary>
/// <param name="Handler">Where its handler is written.</param>
/// <param name="Method">The handler.</param>
/// <param name="Attribute">Its <c>[TracedLlmRoute]</c>.</param>
/// <param name="Template">The pattern as far as it can be read; <see langword="null"/> where no call maps it.</param>
/// <param name="HttpMethod">The HTTP method; <see langword="null"/> where it takes several.</param>
/// <param name="IsWhole">Whether nothing can stand in front of the pattern.</param>
internal sealed record Endpoint(CodePlace Handler, IMethodSymbol Method, AttributeData Attribute, string? Template, string? HttpMethod, bool IsWhole);
