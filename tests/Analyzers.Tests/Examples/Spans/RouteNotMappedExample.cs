using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3004, <see cref="RouteNotMapped"/> and <see cref="RouteNotMappedFix"/>.</summary>
public class RouteNotMappedExample : FixExample<RouteNotMapped, RouteNotMappedFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", (HttpContext http) => Messages.HandleAsync(http));
        app.Run();

        public static class Messages
        {
            [{|TLM3004:TracedLlmRoute|}]
            public static Task HandleAsync(HttpContext http) => http.Response.WriteAsync("hello");
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => Messages.HandleAsync(http));
        app.Run();

        public static class Messages
        {
            public static Task HandleAsync(HttpContext http) => http.Response.WriteAsync("hello");
        }
        """;
}
