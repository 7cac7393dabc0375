using TracedLlm.Analyzers.FailurePath;
using TracedLlm.Testing.Roslyn.Layers;

namespace TracedLlm.Analyzers.Tests.Layers;

/// <summary>TLM2001, <see cref="ExceptionPastFailureLog"/>, in solutions whose throws, routes and failure logs are in different projects.</summary>
public class LayeredExceptionsTests
{
    private const string Exceptions = """
        namespace Core;

        public class GatewayException(string message) : Exception(message);
        public class UpstreamException(string message) : GatewayException(message);
        public class QuotaException(string message) : Exception(message);
        """;

    // The failure log of the highest project turns every exception away that is no GatewayException.
    private const string NarrowLog = """
        public static class FailureLog
        {
            [FailureLoggingPath]
            public static void Log(ILogger log, Exception e)
            {
                if ({|TLM2001:e is Core.GatewayException|})
                {
                    log.LogError(e, "failed");
                }
            }
        }
        """;

    private const string ClientThatThrows = """
        namespace Core;

        public sealed class ProviderClient
        {
            public async Task<string> CompleteAsync(string body)
            {
                await Task.Yield();
                return await CheckedAsync(body);
            }

            private static Task<string> CheckedAsync(string body) =>
                body.Length > 10 ? throw new QuotaException("too much") : Task.FromResult(body);
        }
        """;

    [Fact]
    public Task An_exception_of_a_lower_project_skips_the_log() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, ClientThatThrows),
        new Layer("Web", Route("await new Core.ProviderClient().CompleteAsync(\"x\");"), NarrowLog)).RunAsync();

    [Fact]
    public Task An_exception_passes_a_project_between() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, ClientThatThrows),
        new Layer("Application", """
            namespace Application;

            public sealed class ChatService(Core.ProviderClient client)
            {
                public Task<string> CompleteAsync(string body) => client.CompleteAsync(body);
            }
            """),
        new Layer("Web", Route("await new Application.ChatService(new Core.ProviderClient()).CompleteAsync(\"x\");"), NarrowLog)).RunAsync();

    [Fact]
    public Task A_project_between_that_keeps_the_exception_is_left_alone() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, ClientThatThrows),
        new Layer("Application", """
            namespace Application;

            public sealed class ChatService(Core.ProviderClient client)
            {
                public async Task<string> CompleteAsync(string body)
                {
                    try
                    {
                        return await client.CompleteAsync(body);
                    }
                    catch (Core.QuotaException)
                    {
                        return "later";
                    }
                }
            }
            """),
        new Layer("Web", Route("await new Application.ChatService(new Core.ProviderClient()).CompleteAsync(\"x\");"), WithoutMarks(NarrowLog))).RunAsync();

    [Fact]
    public Task An_exception_that_the_log_accepts_is_left_alone() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, ClientThatThrows.Replace("QuotaException", "UpstreamException", StringComparison.Ordinal)),
        new Layer("Web", Route("await new Core.ProviderClient().CompleteAsync(\"x\");"), WithoutMarks(NarrowLog))).RunAsync();

    [Fact]
    public Task An_interface_is_implemented_in_a_lower_project() => AllRulesInLayers.With(
        new Layer("Contracts", Exceptions, "namespace Core; public interface IProvider { Task<string> CompleteAsync(string body); }"),
        new Layer("Infrastructure", ClientThatThrows.Replace("class ProviderClient", "class ProviderClient : IProvider", StringComparison.Ordinal)),
        new Layer("Web", Route("await http.RequestServices.GetRequiredService<Core.IProvider>().CompleteAsync(\"x\");"), NarrowLog)).RunAsync();

    [Fact]
    public Task A_lower_project_calls_an_interface_that_another_project_implements() => AllRulesInLayers.With(
        new Layer("Application", Exceptions, "namespace Core; public interface IProvider { Task<string> CompleteAsync(string body); }", """
            namespace Core;

            public sealed class ChatService(IProvider provider)
            {
                public async Task<string> CompleteAsync(string body) => await provider.CompleteAsync(body);
            }
            """),
        new Layer("Infrastructure", ClientThatThrows.Replace("class ProviderClient", "class ProviderClient : IProvider", StringComparison.Ordinal)),
        new Layer("Web", Route("await http.RequestServices.GetRequiredService<Core.ChatService>().CompleteAsync(\"x\");"), NarrowLog)).RunAsync();

    [Fact]
    public Task A_lower_project_keeps_the_exception_of_an_interface() => AllRulesInLayers.With(
        new Layer("Application", Exceptions, "namespace Core; public interface IProvider { Task<string> CompleteAsync(string body); }", """
            namespace Core;

            public sealed class ChatService(IProvider provider)
            {
                public async Task<string> CompleteAsync(string body)
                {
                    try { return await provider.CompleteAsync(body); }
                    catch (Exception e) when (e is QuotaException) { return "later"; }
                }
            }
            """),
        new Layer("Infrastructure", ClientThatThrows.Replace("class ProviderClient", "class ProviderClient : IProvider", StringComparison.Ordinal)),
        new Layer("Web", Route("await http.RequestServices.GetRequiredService<Core.ChatService>().CompleteAsync(\"x\");"), WithoutMarks(NarrowLog))).RunAsync();

    [Fact]
    public Task The_log_is_in_a_lower_project() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, "namespace Core;" + WithoutMarks(NarrowLog)),
        new Layer("Web", Route("{|TLM2001:throw new Core.QuotaException(\"q\");|}", "Core.FailureLog"))).RunAsync();

    [Fact]
    public Task A_wide_log_in_a_lower_project_is_left_alone() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, """
            namespace Core;

            public static class FailureLog
            {
                [FailureLoggingPath]
                public static void Log(ILogger log, Exception e) => log.LogError(e, "failed");
            }
            """),
        new Layer("Web", Route("throw new Core.QuotaException(\"q\");", "Core.FailureLog"))).RunAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mediator_runs_the_handler(bool isOneProject)
    {
        const string Mediator = """
            namespace Core;

            public interface IRequest<T>;
            public interface IRequestHandler<TRequest, T> where TRequest : IRequest<T> { Task<T> Handle(TRequest request, CancellationToken ct); }
            public interface IMediator { Task<T> Send<T>(IRequest<T> request, CancellationToken ct = default); }
            public sealed record Complete(string Body) : IRequest<string>;

            internal sealed class CompleteHandler : IRequestHandler<Complete, string>
            {
                public Task<string> Handle(Complete request, CancellationToken ct) => request.Body.Length > 10 ? throw new QuotaException("q") : Task.FromResult("");
            }
            """;
        var route = Route("await http.RequestServices.GetRequiredService<Core.IMediator>().Send(new Core.Complete(\"x\"));");

        await (isOneProject
            ? AllRulesInLayers.With(new Layer("Web", Exceptions, Mediator, route, NarrowLog))
            : AllRulesInLayers.With(new Layer("Core", Exceptions, Mediator), new Layer("Web", route, NarrowLog))).RunAsync();
    }

    [Fact]
    public Task A_guardrail_of_a_lower_project_is_left_out_by_a_filter() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, """
            namespace Core;

            public sealed partial class Policies
            {
                [TracedGuardrail(GuardrailMode.PreCall, Name = "policies", Blocks = [typeof(QuotaException)])]
                public partial Task EnforceAsync(string text);

                private Task EnforceCoreAsync(string text) => text.Length > 3 ? throw new QuotaException(text) : Task.CompletedTask;
            }
            """),
        new Layer("Web", """
            public static class Routes
            {
                public static void Map(WebApplication app)
                {
                    app.UseTracedLlm();
                    app.MapPost("/v1/chat/completions", HandleAsync);
                }

                [TracedLlmRoute]
                public static async Task HandleAsync(HttpContext http)
                {
                    try
                    {
                        await new Core.Policies().EnforceAsync("text");
                    }
                    catch (Exception e) when ({|TLM2003:e is not Core.QuotaException|})
                    {
                        LlmTrace.Current?.RecordException(e);
                        http.Response.StatusCode = 500;
                    }
                    catch (Exception)
                    {
                        http.Response.StatusCode = 400;
                    }
                }
            }
            """)).RunAsync();

    [Fact]
    public Task An_exception_of_a_guardrail_passes_the_code_that_calls_the_guardrail() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, """
            namespace Core;

            public sealed partial class Policies
            {
                [TracedGuardrail(GuardrailMode.PreCall, Name = "policies")]
                public partial Task EnforceAsync(string text);

                private Task EnforceCoreAsync(string text) => text.Length > 3 ? throw new QuotaException(text) : Task.CompletedTask;
            }

            public sealed class Conversations(Policies policies)
            {
                public async Task<string> RunAsync(string text)
                {
                    await policies.EnforceAsync(text);
                    return text;
                }
            }
            """),
        new Layer("Web", Route("await new Core.Conversations(new Core.Policies()).RunAsync(\"x\");"), NarrowLog)).RunAsync();

    [Fact]
    public Task An_exception_of_a_call_passes_the_method_that_makes_the_call() => AllRulesInLayers.With(
        new Layer("Core", Exceptions, """
            namespace Core;

            public interface IProvider { Task<string> CompleteAsync(string text); }

            public sealed partial class Provider(HttpClient http) : IProvider
            {
                public async Task<string> CompleteAsync(string text)
                {
                    using var response = await SendAsync(text);
                    return await response.Content.ReadAsStringAsync();
                }

                [TracedLlmCall]
                private partial Task<HttpResponseMessage> SendAsync(string text);

                private async Task<HttpResponseMessage> SendCoreAsync(string text)
                {
                    var response = await http.GetAsync(text);
                    return response.IsSuccessStatusCode ? response : throw new QuotaException("q");
                }
            }
            """),
        new Layer("Web", Route("await http.RequestServices.GetRequiredService<Core.IProvider>().CompleteAsync(\"x\");"), NarrowLog)).RunAsync();

    private static string WithoutMarks(string code) => code.Replace("{|TLM2001:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);

    /// <summary>A route with a failure log around <paramref name="statements"/>.</summary>
    private static string Route(string statements, string log = "FailureLog") => $$"""
        public static class Routes
        {
            public static void Map(WebApplication app)
            {
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", HandleAsync);
            }

            [TracedLlmRoute]
            public static async Task HandleAsync(HttpContext http, ILogger log)
            {
                try
                {
                    await Task.Yield();
                    {{statements}}
                }
                catch (Exception e)
                {
                    {{log}}.Log(log, e);
                    throw;
                }
            }
        }
        """;
}
