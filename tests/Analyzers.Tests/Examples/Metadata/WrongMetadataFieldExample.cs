using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;

namespace TracedLlm.Analyzers.Tests.Examples.Metadata;

/// <summary>TLM1001, <see cref="WrongMetadataField"/> and <see cref="WrongMetadataFieldFix"/>.</summary>
public class WrongMetadataFieldExample : FixExample<WrongMetadataField, WrongMetadataFieldFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Text.Json.Nodes;
        using Microsoft.AspNetCore.Mvc;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] ([FromBody] JsonObject body) =>
        {
            var session = body[{|TLM1001:"metadata"|}]?["session_id"];
            return Results.Ok(session?.GetValue<string>());
        });
        app.MapPost("/v1/responses", [TracedLlmRoute] ([FromBody] JsonObject body) =>
        {
            var user = body[{|TLM1001:"metadata"|}]?["trace_user_id"];
            return Results.Ok(user?.GetValue<string>());
        });
        app.Run();
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Text.Json.Nodes;
        using Microsoft.AspNetCore.Mvc;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] ([FromBody] JsonObject body) =>
        {
            var session = body["litellm_metadata"]?["session_id"];
            return Results.Ok(session?.GetValue<string>());
        });
        app.MapPost("/v1/responses", [TracedLlmRoute] ([FromBody] JsonObject body) =>
        {
            var user = body["litellm_metadata"]?["trace_user_id"];
            return Results.Ok(user?.GetValue<string>());
        });
        app.Run();
        """;
}
