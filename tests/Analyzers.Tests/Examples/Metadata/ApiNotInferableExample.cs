using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;

namespace TracedLlm.Analyzers.Tests.Examples.Metadata;

/// <summary>TLM1004, <see cref="ApiNotInferable"/> and <see cref="ApiNotInferableFix"/>.</summary>
public class ApiNotInferableExample : FixExample<ApiNotInferable, ApiNotInferableFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/ask", [{|TLM1004:TracedLlmRoute|}] () => Results.Ok());
        app.MapPost("/tickets/{id}/ask", [{|TLM1004:TracedLlmRoute|}] (string id) => Results.Ok(id));
        app.Run();
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/ask", [TracedLlmRoute(LlmApi.ChatCompletions)] () => Results.Ok());
        app.MapPost("/tickets/{id}/ask", [TracedLlmRoute(LlmApi.ChatCompletions)] (string id) => Results.Ok(id));
        app.Run();
        """;
}
