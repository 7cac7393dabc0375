using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;

namespace TracedLlm.Analyzers.Tests.Examples.Metadata;

/// <summary>TLM1002, <see cref="MisspeltKey"/> and <see cref="MisspeltKeyFix"/>.</summary>
public class MisspeltKeyExample : FixExample<MisspeltKey, MisspeltKeyFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Text.Json.Nodes;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string session) =>
        {
            var body = new JsonObject { ["model"] = "gpt-4o" };
            body["metadata"] = new JsonObject { [{|TLM1002:"sesion_id"|}] = session, [{|TLM1002:"trace_nam"|}] = "chat" };
            return Results.Json(body);
        });
        app.Run();
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Text.Json.Nodes;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string session) =>
        {
            var body = new JsonObject { ["model"] = "gpt-4o" };
            body["metadata"] = new JsonObject { ["session_id"] = session, ["trace_name"] = "chat" };
            return Results.Json(body);
        });
        app.Run();
        """;
}
