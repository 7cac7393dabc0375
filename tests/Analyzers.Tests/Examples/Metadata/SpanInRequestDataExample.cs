using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;

namespace TracedLlm.Analyzers.Tests.Examples.Metadata;

/// <summary>TLM1005, <see cref="SpanInRequestData"/> and <see cref="SpanInRequestDataFix"/>.</summary>
public class SpanInRequestDataExample : FixExample<SpanInRequestData, SpanInRequestDataFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Diagnostics;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) =>
        {
            http.Items["litellm_parent_otel_span"] = {|TLM1005:Activity.Current|};
            return Results.Ok();
        });
        app.Run();
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Diagnostics;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) =>
        {
            return Results.Ok();
        });
        app.Run();
        """;
}
