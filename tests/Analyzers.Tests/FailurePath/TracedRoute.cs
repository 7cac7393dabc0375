namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>The code of a gateway with a traced route.</summary>
internal static class TracedRoute
{
    /// <summary>A route whose handler has <paramref name="statements"/>; <paramref name="members"/> are the gateway's.</summary>
    public static string WithStatements(string statements, string members = "") => $$"""
        using System.Diagnostics;
        static class Routes { public static void Map(WebApplication app, Gateway gateway) => app.MapPost("/v1/messages", gateway.HandleAsync); }

        partial class Gateway
        {
            [TracedLlmRoute]
            public async Task HandleAsync(HttpContext http)
            {
                await Task.Yield();
                {{statements}}
            }

            {{members}}
        }
        """;
}
