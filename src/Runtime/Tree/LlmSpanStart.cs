using Microsoft.AspNetCore.Http;
using TracedLlm.Tree;

namespace TracedLlm;

/// <summary>A span that is about to start, for <see cref="ILlmSpanEnricher"/>.</summary>
public readonly ref struct LlmSpanStart
{
    private readonly EnrichedTags _tags;

    internal LlmSpanStart(EnrichedTags tags, LlmSpanKind kind, string name, in EnrichedRequest request)
    {
        _tags = tags;
        Kind = kind;
        Name = name;
        Api = request.Api;
        Operation = request.Operation;
        Route = request.Route;
        Model = request.Model;
        Http = request.Http;
    }

    /// <summary>What the span stands for.</summary>
    public LlmSpanKind Kind { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The API of the route.</summary>
    public LlmApi Api { get; }

    /// <summary>The operation of the route, such as <c>chat</c>; <see langword="null"/> for a route without one.</summary>
    public string? Operation { get; }

    /// <summary>The template of the route, such as <c>/v1/messages</c>.</summary>
    public string? Route { get; }

    /// <summary>The model that the caller asked for; <see langword="null"/> until it is known.</summary>
    public string? Model { get; }

    /// <summary>The request, for <see cref="LlmSpanKind.Root"/> only: later spans may start when the server has ended it.</summary>
    public HttpContext? Http { get; }

    /// <summary>The value of an attribute that the span has so far; <see langword="null"/> if it has none.</summary>
    /// <param name="name">The attribute's name.</param>
    public object? GetTag(string name) => _tags.Find(name);

    /// <summary>
    /// Adds an attribute. The name is the gateway's own: names of the library and of the conventions (<c>gen_ai.*</c>, <c>litellm.*</c>,
    /// <c>http.*</c>, <c>session.id</c> and the like) and names that the span has already are dropped and counted, as is a 33rd attribute
    /// of one span. Texts are cut at 1,024 characters, and secrets of a known form are replaced.
    /// </summary>
    /// <param name="name">The name: 1 to 255 characters.</param>
    /// <param name="value">A text, a number, a boolean or an array of them; another object counts as its text; <see langword="null"/> adds nothing.</param>
    public void SetTag(string name, object? value) => _tags.Add(name, value);
}
