using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;

namespace TracedLlm.Analyzers.Tests.Examples.Metadata;

/// <summary>TLM1006, <see cref="WrongMetadataProperty"/> and <see cref="WrongMetadataPropertyFix"/>.</summary>
public class WrongMetadataPropertyExample : FixExample<WrongMetadataProperty, WrongMetadataPropertyFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Text.Json.Serialization;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (MessagesBody body) => Results.Ok(body.Metadata?.Session));
        app.Run();

        public sealed record MessagesBody(string Model, TenantMetadata? {|TLM1006:Metadata|});

        public sealed record TenantMetadata([property: JsonPropertyName("session_id")] string? Session);
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Text.Json.Serialization;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (MessagesBody body) => Results.Ok(body.Metadata?.Session));
        app.Run();

        public sealed record MessagesBody(string Model, [property: JsonPropertyName("litellm_metadata")] TenantMetadata? Metadata);

        public sealed record TenantMetadata([property: JsonPropertyName("session_id")] string? Session);
        """;
}
