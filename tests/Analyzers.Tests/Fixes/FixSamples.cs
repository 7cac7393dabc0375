using TracedLlm.Analyzers.Context;
using TracedLlm.Analyzers.FailurePath;
using TracedLlm.Analyzers.Metadata;
using TracedLlm.Analyzers.Privacy;
using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Context;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.CodeFixes.Privacy;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Fixes;

/// <summary>Samples of every action of every fix.</summary>
internal static class FixSamples
{
    public const string Usings = """
        using System.Diagnostics;
        using System.Diagnostics.Metrics;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.Filters;

        """;

    public static FixSample[] All { get; } =
    [
        FixSample.Of<WrongMetadataField, WrongMetadataFieldFix>(Body("/v1/messages", """_ = body["metadata"]?["session_id"];""")),
        FixSample.Of<WrongMetadataField, WrongMetadataFieldFix>(Body("/v1/messages", """var metadata = body["metadata"] ?? body["litellm_metadata"]; _ = metadata?["session_id"];""")),
        FixSample.Of<MisspeltKey, MisspeltKeyFix>(Body("/v1/chat/completions", """_ = body["metadata"]?["sesion_id"];""")),
        FixSample.Of<ApiNotInferable, ApiNotInferableFix>(Body("/v1/chat", "")),
        FixSample.Of<SpanInRequestData, SpanInRequestDataFix>(Body("/v1/messages", "http.Items[\"spanN_\"] = Activity.Current;\n        Console.WriteLine();")),
        FixSample.Of<WrongMetadataProperty, WrongMetadataPropertyFix>("""
            static class RoutesN_
            {
                public static void Map(WebApplication app) => app.MapPost("/v1/messages", Handle);
                [TracedLlmRoute] static void Handle([FromBody] RequestN_ request) => Console.WriteLine(request.Metadata?.Session);
            }
            class RequestN_ { [JsonPropertyName("metadata")] public MetadataN_? Metadata { get; set; } }
            class MetadataN_ { [JsonPropertyName("session_id")] public string? Session { get; set; } }
            """),
        FixSample.Of<ExceptionPastFailureLog, ExceptionPastFailureLogFix>(Logged("Write(e);"), "widen"),
        FixSample.Of<ExceptionPastFailureLog, ExceptionPastFailureLogFix>(Logged("Write(e);"), "derive"),
        FixSample.Of<ExceptionPastFailureLog, ExceptionPastFailureLogFix>("""
            [FilterN_]
            public class ControllerN_ : ControllerBase
            {
                [HttpPost("/v1/messages"), TracedLlmRoute] public void Post() => throw new BlockedN_Exception();
            }
            class FilterN_Attribute : ExceptionFilterAttribute
            {
                public override void OnException(ExceptionContext context)
                {
                    if (context.Exception is TimeoutException) { Trace.TraceError(context.Exception.Message); }
                    context.ExceptionHandled = true;
                }
            }
            class BlockedN_Exception : Exception;
            """, "mark"),
        FixSample.Of<SwallowedFailure, SwallowedFailureFix>(Body("/v1/messages", "try { Console.WriteLine(body.Count); } catch { }"), "record"),
        FixSample.Of<SwallowedFailure, SwallowedFailureFix>(Body("/v1/messages", "try { Console.WriteLine(body.Count); } catch { }"), "rethrow"),
        FixSample.Of<UnrecordedBlock, UnrecordedBlockFix>(Guarded("catch (Exception e) when (e is TimeoutException) { LlmTrace.Current?.RecordException(e); } catch (Exception) { http.Response.StatusCode = 400; }")),
        FixSample.Of<UnrecordedBlock, UnrecordedBlockFix>(Guarded("catch (BaseN_Exception) { http.Response.StatusCode = 400; } catch (Exception e) { LlmTrace.Current?.RecordException(e); }")),
        FixSample.Of<UnobservedTask, UnobservedTaskFix>(Started("_ = WorkAsync();"), "capture"),
        FixSample.Of<UnobservedTask, UnobservedTaskFix>(Started("_ = Task.Run(() => WorkAsync());"), "capture"),
        FixSample.Of<UnobservedTask, UnobservedTaskFix>(Started("_ = WorkAsync();"), "await"),
        FixSample.Of<AsyncVoid, AsyncVoidFix>(Started("Start();", "async void Start() => await WorkAsync();"), "task"),
        FixSample.Of<AsyncVoid, AsyncVoidFix>(Started("Start();", "async void Start() => await WorkAsync();"), "await"),
        FixSample.Of<AsyncVoid, AsyncVoidFix>(Started("await Task.Factory.StartNew(async () => await WorkAsync());"), "task"),
        FixSample.Of<TracedMethodNotPartial, TracedMethodNotPartialFix>("class TypeN_ { [TracedStage(\"x\")] int Run() => 1; }"),
        FixSample.Of<CoreMismatch, CoreMismatchFix>("partial class TypeN_ { [TracedStage(\"x\")] public partial Task RunAsync(); Task RunAsyncCore() => Task.CompletedTask; }"),
        FixSample.Of<CoreMismatch, CoreMismatchFix>("partial class TypeN_ { [TracedStage(\"x\")] public partial Task RunAsync(int count); Task RunCoreAsync(long count) => Task.CompletedTask; }"),
        FixSample.Of<RouteNotMapped, RouteNotMappedFix>("""
            static class RoutesN_
            {
                public static void Map(WebApplication app) => app.MapPost("/v1/messages", (HttpContext http) => Handle(http));
                [TracedLlmRoute] static Task Handle(HttpContext http) => Task.CompletedTask;
            }
            """),
        FixSample.Of<MiddlewareOrder, MiddlewareOrderFix>("""
            static class PipelineN_
            {
                public static void Use(WebApplication app)
                {
                    app.UseAuthentication();
                    app.UseTracedLlm();
                }
            }
            """),
        FixSample.Of<MiddlewareOrder, MiddlewareOrderFix>("""
            static class PipelineN_
            {
                public static void Main(string[] args)
                {
                    var builder = WebApplication.CreateBuilder(args);
                    builder.Services.AddAuthentication();
                    var app = builder.Build();
                    app.UseTracedLlm();
                    app.Run();
                }
            }
            """, "add"),
        FixSample.Of<SpanNotEnded, SpanNotEndedFix>("class TypeN_ { void Run() { var span = LlmSpan.StartStage(\"x\"); Console.WriteLine(); } }"),
        FixSample.Of<CoreCalled, CoreCalledFix>("partial class TypeN_ { [TracedStage(\"x\")] public partial Task RunAsync(); Task RunCoreAsync() => Task.CompletedTask; Task Other() => RunCoreAsync(); }"),
        FixSample.Of<UntracedDecision, UntracedDecisionFix>("partial class TypeN_ { [TracedGuardrail(GuardrailMode.PreCall)] public partial bool IsBlocked(); bool IsBlockedCore() => true; }"),
        FixSample.Of<ActivitySourceService, ActivitySourceServiceFix>("static class ServicesN_ { static void Add(IServiceCollection services) => services.AddSingleton(new ActivitySource(\"gatewayN_\")); }"),
        FixSample.Of<ContextOverwritten, ContextOverwrittenFix>("""
            static partial class TypeN_
            {
                static readonly ActivitySource Source = new("s");
                [TracedStage("x")] static partial void Stage(Activity parent);
                static void StageCore(Activity parent)
                {
                    Activity.Current = parent;
                    using var span = Source.StartActivity("a");
                }
            }
            """),
        FixSample.Of<UntracedClient, UntracedClientFix>(Started("await new HttpClient().PostAsync(\"x\", null);")),
        FixSample.Of<UntracedClient, UntracedClientFix>(Started(
            "await http.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient(\"clientN_\").PostAsync(\"x\", null);",
            "static void Add(IServiceCollection services) => services.AddHttpClient(\"clientN_\");")),
        FixSample.Of<SecretInTag, SecretInTagFix>(Body("/v1/messages", "Activity.Current?.SetTag(\"a\", http.Request.Headers.Authorization); Console.WriteLine();"), "Remove the attribute"),
        FixSample.Of<SecretInTag, SecretInTagFix>(Body("/v1/messages", "Activity.Current?.SetTag(\"a\", http.Request.Headers.Authorization); Console.WriteLine();"), "Write the hash of the secret"),
        FixSample.Of<ContentInTag, ContentInTagFix>("class TypeN_ { void Write(LlmSpan span, string text, TracedLlmOptions options) { span.SetTag(GenAi.InputMessages, text); } }"),
        FixSample.Of<ContentInTag, ContentInTagFix>("[PayloadMap] partial class MapN_ { [PayloadField(\"input\", Tag = GenAi.InputMessages)] public string? Input { get; init; } }"),
        FixSample.Of<UnboundedMetric, UnboundedMetricFix>("class TypeN_(string userId) { static readonly Counter<long> Requests = new Meter(\"m\").CreateCounter<long>(\"r\"); void Count() => Requests.Add(1, new KeyValuePair<string, object?>(\"user.id\", userId)); }"),
    ];

    private static string Body(string pattern, string statements) => $$"""
        static class RoutesN_
        {
            public static void Map(WebApplication app) => app.MapPost("{{pattern}}", Handle);
            [TracedLlmRoute] static void Handle(HttpContext http, [FromBody] JsonObject body)
            {
                {{statements}}
            }
        }
        """;

    private static string Started(string statements, string members = "") => $$"""
        static class RoutesN_
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", Handle);
            [TracedLlmRoute] static async Task Handle(HttpContext http)
            {
                await Task.Yield();
                {{statements}}
            }

            static async Task WorkAsync() => await Task.Yield();
            {{members.Replace("async void", "static async void", StringComparison.Ordinal)}}
        }
        """;

    private static string Logged(string write) => Body("/v1/messages", "try { if (body.Count > 1) throw new BlockedN_Exception(); } catch (Exception e) { LogN_.Failure(e); throw; }") + $$"""

        static class LogN_
        {
            [FailureLoggingPath] public static void Failure(Exception e) { if (e is HttpN_Exception) {{write}} }
            static void Write(Exception e) => Console.WriteLine(e);
        }
        class HttpN_Exception : Exception;
        class BlockedN_Exception : Exception;
        """;

    private static string Guarded(string clauses) => $$"""
        static partial class RoutesN_
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", Handle);
            [TracedLlmRoute] static void Handle(HttpContext http)
            {
                try { Check("x"); }
                {{clauses}}
            }

            [TracedGuardrail(GuardrailMode.PreCall)] private static partial void Check(string text);
            private static void CheckCore(string text) => throw new BlockedN_Exception();
        }
        class BaseN_Exception : Exception;
        class BlockedN_Exception : BaseN_Exception;
        """;
}
