namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>The code of a gateway with one traced route or two.</summary>
internal static class RouteCode
{
    public const string Usings = """
        using System.Diagnostics;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;
        using Microsoft.AspNetCore.Mvc;

        """;

    /// <summary>A handler of <paramref name="pattern"/> with <paramref name="statements"/> on a request's body in several forms.</summary>
    public static string Handler(string pattern, string statements) => Usings + $$"""
        public static class Endpoint
        {
            public static void Map(WebApplication app) => app.MapPost("{{pattern}}", Handle);

            [TracedLlmRoute]
            private static void Handle(HttpContext http, [FromBody] JsonObject body)
            {
                JsonNode node = body;
                var element = JsonSerializer.SerializeToElement(body);
                var map = new Dictionary<string, Dictionary<string, object?>>();
                {{statements}}
            }
        }
        """;

    /// <summary>An asynchronous handler of <paramref name="pattern"/> with <paramref name="statements"/>, beside other types.</summary>
    public static string AsyncHandler(string pattern, string statements, string types) => Usings + $$"""
        public static partial class Endpoint
        {
            public static void Map(WebApplication app) => app.MapPost("{{pattern}}", Handle);

            [TracedLlmRoute]
            private static async Task Handle(HttpContext http, [FromBody] JsonObject body)
            {
                JsonNode node = body;
                var element = JsonSerializer.SerializeToElement(body);
                await Task.Yield();
                {{statements}}
            }
        }
        {{types}}
        """;

    /// <summary>Handlers of messages and of chat completions, which both call <c>Shared</c>.</summary>
    public static string Both(string members) => Usings + $$"""
        public static class Endpoint
        {
            public static void Map(WebApplication app)
            {
                app.MapPost("/v1/messages", Messages);
                app.MapPost("/v1/chat/completions", Chat);
            }

            [TracedLlmRoute] private static void Messages([FromBody] JsonObject body) => Shared(body);
            [TracedLlmRoute] private static void Chat([FromBody] JsonObject body) => Shared(body);

            {{members}}
        }
        """;
}
