using Microsoft.AspNetCore.Http;

namespace TracedLlm.Tree;

/// <summary>The facts of a request that enrichers may read.</summary>
/// <param name="Api">The API of its route.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Route">The template of the route.</param>
/// <param name="Model">The model that the caller asked for.</param>
/// <param name="Http">The request; <see langword="null"/> after the start of the root.</param>
internal readonly record struct EnrichedRequest(LlmApi Api, string? Operation, string? Route, string? Model, HttpContext? Http = null);
