using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3005, <see cref="MiddlewareOrder"/> and <see cref="MiddlewareOrderFix"/>.</summary>
public class MiddlewareOrderExample : FixExample<MiddlewareOrder, MiddlewareOrderFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseRouting();
        app.UseAuthentication();
        app.{|TLM3005:UseTracedLlm|}();
        app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.Ok());
        app.Run();
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseRouting();
        app.UseTracedLlm();
        app.UseAuthentication();
        app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.Ok());
        app.Run();
        """;
}
