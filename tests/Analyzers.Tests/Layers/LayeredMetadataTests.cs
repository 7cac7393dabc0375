using TracedLlm.Analyzers.Metadata;
using TracedLlm.Testing.Roslyn.Layers;

namespace TracedLlm.Analyzers.Tests.Layers;

/// <summary>TLM1001, <see cref="WrongMetadataField"/>, in solutions whose routes call readers of other projects.</summary>
public class LayeredMetadataTests
{
    private const string Reader = """
        using System.Text.Json;

        namespace Core;

        public static class Sessions
        {
            public static string? Find(JsonElement body) =>
                body.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("session_id", out var session) ? session.GetString() : null;
        }
        """;

    [Fact]
    public Task A_lower_project_reads_the_field_of_other_routes() => AllRulesInLayers.With(
        new Layer("Core", Reader),
        new Layer("Web", Route("/v1/messages", "{|TLM1001:Core.Sessions.Find(body)|}"))).RunAsync();

    [Fact]
    public Task A_lower_project_reads_the_field_of_the_route() => AllRulesInLayers.With(
        new Layer("Core", Reader),
        new Layer("Web", Route("/v1/chat/completions", "Core.Sessions.Find(body)"))).RunAsync();

    [Fact]
    public Task The_read_passes_a_project_between() => AllRulesInLayers.With(
        new Layer("Core", Reader),
        new Layer("Application", """
            using System.Text.Json;

            namespace Application;

            public sealed class Callers
            {
                public string Describe(JsonElement request) => "session " + Core.Sessions.Find(request);
            }
            """),
        new Layer("Web", Route("/v1/messages", "{|TLM1001:new Application.Callers().Describe(body)|}"))).RunAsync();

    [Fact]
    public Task A_lower_project_returns_the_field() => AllRulesInLayers.With(
        new Layer("Core", """
            using System.Text.Json;

            namespace Core;

            public static class Fields
            {
                public static JsonElement Metadata(JsonElement body) => body.GetProperty("metadata");
            }
            """),
        new Layer("Web", Route("/v1/messages", "{|TLM1001:Core.Fields.Metadata(body)|}.GetProperty(\"session_id\").GetString()"))).RunAsync();

    [Fact]
    public Task A_lower_project_reads_the_names_that_it_is_given() => AllRulesInLayers.With(
        new Layer("Core", """
            using System.Text.Json;

            namespace Core;

            public static class Json
            {
                public static string? ReadString(JsonElement body, string field, string key) =>
                    body.TryGetProperty(field, out var found) && found.TryGetProperty(key, out var value) ? value.GetString() : null;
            }
            """),
        new Layer("Web", Route("/v1/messages", "Core.Json.ReadString(body, {|TLM1001:\"metadata\"|}, \"session_id\") + Core.Json.ReadString(body, \"litellm_metadata\", \"trace_id\")"))).RunAsync();

    [Fact]
    public Task A_lower_project_chooses_the_field() => AllRulesInLayers.With(
        new Layer("Core", """
            namespace Core;

            public static class Fields
            {
                public static string For(string api) => api == "messages" ? "metadata" : "litellm_metadata";
            }
            """),
        new Layer("Web", Route("/v1/messages", "body.GetProperty({|TLM1001:Core.Fields.For(\"messages\")|}).GetProperty(\"session_id\").GetString()"))).RunAsync();

    [Fact]
    public Task An_interface_of_a_lower_project_reads() => AllRulesInLayers.With(
        new Layer("Contracts", "using System.Text.Json; namespace Core; public interface ISessions { string? Find(JsonElement body); }"),
        new Layer("Core", Reader, """
            using System.Text.Json;

            namespace Core;

            internal sealed class RequestSessions : ISessions
            {
                public string? Find(JsonElement body) => Sessions.Find(body);
            }
            """),
        new Layer("Web", Route("/v1/messages", "{|TLM1001:http.RequestServices.GetRequiredService<Core.ISessions>().Find(body)|}"))).RunAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mediator_runs_the_handler(bool isOneProject)
    {
        string Handler(string read) => $$"""
            using System.Text.Json.Nodes;

            namespace Core;

            public interface IRequest<T>;
            public interface IRequestHandler<TRequest, T> where TRequest : IRequest<T> { Task<T> Handle(TRequest request, CancellationToken ct); }
            public interface IMediator { Task<T> Send<T>(IRequest<T> request, CancellationToken ct = default); }
            public sealed record Complete(JsonObject Body) : IRequest<string?>;

            public sealed class CompleteHandler : IRequestHandler<Complete, string?>
            {
                public Task<string?> Handle(Complete request, CancellationToken ct) => Task.FromResult(request.Body[{{read}}]?["session_id"]?.GetValue<string>());
            }
            """;
        string Map(string send) => $$"""
            using System.Text.Json.Nodes;

            public static class Routes
            {
                public static void Map(WebApplication app)
                {
                    app.UseTracedLlm();
                    app.MapPost("/v1/messages", [TracedLlmRoute] async (JsonObject body, Core.IMediator mediator) => await {{send}});
                }
            }
            """;

        await (isOneProject
            ? AllRulesInLayers.With(new Layer("Web", Handler("{|TLM1001:\"metadata\"|}"), Map("mediator.Send(new Core.Complete(body))")))
            : AllRulesInLayers.With(new Layer("Core", Handler("\"metadata\"")), new Layer("Web", Map("{|TLM1001:mediator.Send(new Core.Complete(body))|}")))).RunAsync();
    }

    // Two functions of the lower project: the one that reads the right field does not speak for the other one.
    [Fact]
    public Task A_right_reader_of_a_lower_project_does_not_hide_a_wrong_one() => AllRulesInLayers.With(
        new Layer("Core", """
            using System.Text.Json;
            namespace Core;

            public static class Handler
            {
                public static string? Run(JsonElement body)
                {
                    if (!body.TryGetProperty("max_tokens", out _)) throw new ArgumentException("max_tokens");
                    return body.GetProperty("metadata").GetProperty("session_id").GetString() + Facts.Read("messages", body);
                }
            }

            public static class Facts
            {
                private static readonly Dictionary<string, string> Fields = new() { ["chat"] = "metadata", ["messages"] = "litellm_metadata" };
                public static string? Read(string api, JsonElement body) => body.GetProperty(Fields[api]).GetProperty("session_id").GetString();
            }
            """),
        new Layer("Web", Route("/v1/messages", "{|TLM1001:Core.Handler.Run(body)|}"))).RunAsync();

    // One function that tries both fields, in the right order, is right.
    [Theory]
    [InlineData("\"litellm_metadata\"", "\"metadata\"", false)]
    [InlineData("\"metadata\"", "\"litellm_metadata\"", true)]
    public Task A_lower_project_tries_both_fields(string first, string second, bool isWrong) => AllRulesInLayers.With(
        new Layer("Core", $$"""
            using System.Text.Json;
            namespace Core;
            public static class Handler
            {
                public static string? Run(JsonElement body) =>
                    (body.TryGetProperty({{first}}, out var one) ? one : body.GetProperty({{second}})).GetProperty("session_id").GetString();
            }
            """),
        new Layer("Web", Route("/v1/messages", isWrong ? "{|TLM1001:Core.Handler.Run(body)|}" : "Core.Handler.Run(body)"))).RunAsync();

    [Fact]
    public Task A_misspelt_key_of_a_request_type_in_a_lower_project() => AllRulesInLayers.With(
        new Layer("Contracts", """
            using System.Text.Json.Serialization;
            namespace Contracts;
            public sealed record ChatRequest([property: JsonPropertyName("metadata")] RequestMetadata? Metadata, LlmCaller? Caller);
            public sealed record RequestMetadata([property: JsonPropertyName({|TLM1002:"sesion_id"|})] string? Session, [property: JsonPropertyName("trace_id")] string? Trace);
            """),
        new Layer("Web", """
            public static class Routes
            {
                public static void Map(WebApplication app)
                {
                    app.UseTracedLlm();
                    app.MapPost("/v1/chat/completions", [TracedLlmRoute] (Contracts.ChatRequest request) => request.Metadata?.Session);
                }
            }
            """)).RunAsync();

    // The project of the route has neither of the names in JSON.
    [Theory]
    [InlineData("litellm_metadata", "/v1/chat/completions", true)]
    [InlineData("metadata", "/v1/chat/completions", false)]
    [InlineData("litellm_metadata", "/v1/messages", false)]
    [InlineData("metadata", "/v1/messages", true)]
    public Task A_request_type_of_a_lower_project_names_the_field(string name, string route, bool isWrong) => AllRulesInLayers.With(
        new Layer("Contracts", $$"""
            using System.Text.Json.Nodes;
            using System.Text.Json.Serialization;
            namespace Contracts;
            public record ChatRequest
            {
                [JsonPropertyName("{{name}}")]
                public JsonObject? Metadata { get; set; }
                public LlmCaller? Caller { get; init; }
            }
            """),
        new Layer("Web", $$"""
            using Microsoft.AspNetCore.Mvc;

            public static class Routes
            {
                public static void Map(WebApplication app)
                {
                    app.UseTracedLlm();
                    app.MapPost("{{route}}", [TracedLlmRoute] ([FromBody] Contracts.ChatRequest request) => request.{{(isWrong ? "{|TLM1001:Metadata|}" : "Metadata")}}?["session_id"]?.GetValue<string>());
                }
            }
            """)).RunAsync();

    [Fact]
    public Task A_reader_of_a_providers_response_is_left_alone() => AllRulesInLayers.With(
        new Layer("Core", Reader),
        new Layer("Web", Route("/v1/messages", "Core.Sessions.Find(JsonDocument.Parse(await new HttpClient().GetStringAsync(\"https://provider/\")).RootElement)"))).RunAsync();

    /// <summary>A route that answers with a value.</summary>
    private static string Route(string pattern, string value) => $$"""
        using System.Text.Json;

        public static class Routes
        {
            public static void Map(WebApplication app)
            {
                app.UseTracedLlm();
                app.MapPost("{{pattern}}", HandleAsync);
            }

            [TracedLlmRoute]
            public static async Task HandleAsync(HttpContext http)
            {
                using var document = await JsonDocument.ParseAsync(http.Request.Body);
                var body = document.RootElement;
                await http.Response.WriteAsync("" + {{value}});
            }
        }
        """;
}
