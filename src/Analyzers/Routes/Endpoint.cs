using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>A traced endpoint that the compilation maps.</summary>
/// <param name="Handler">The place of its handler.</param>
/// <param name="Method">The handler.</param>
/// <param name="Attribute">Its <c>[TracedLlmRoute]</c>.</param>
/// <param name="Template">The readable part of the pattern; <see langword="null"/> if no call maps the handler.</param>
/// <param name="HttpMethod">The HTTP method; <see langword="null"/> for several methods.</param>
/// <param name="IsWhole">Whether the pattern has no unreadable prefix.</param>
internal sealed record Endpoint(CodePlace Handler, IMethodSymbol Method, AttributeData Attribute, string? Template, string? HttpMethod, bool IsWhole);
