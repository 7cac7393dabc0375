using TracedLlm.Analyzers.Context;
using TracedLlm.CodeFixes.Context;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.FixVerifier<TracedLlm.Analyzers.Context.UntracedClient, TracedLlm.CodeFixes.Context.UntracedClientFix>;

namespace TracedLlm.Analyzers.Tests.Context;

/// <summary>TLM4004, <see cref="UntracedClient"/> and <see cref="UntracedClientFix"/>.</summary>
public class UntracedClientTests
{
    private const string Primary = "class Provider(HttpClient http) { public Task Ask() => http.PostAsync(\"x\", null); }";

    public static TheoryData<string, string> TypedClients => new()
    {
        { "[|services.AddHttpClient<Provider>()|];", Primary },
        { "[|services.AddHttpClient<Provider>(client => client.BaseAddress = new Uri(\"http://localhost\"))|].SetHandlerLifetime(TimeSpan.FromMinutes(1)).AddDefaultLogger();", Primary },
        { "var provider = [|services.AddHttpClient<Provider>(\"named\")|]; provider.SetHandlerLifetime(TimeSpan.FromMinutes(1));", Primary },
        { "[|services.AddHttpClient(\"named\")|].AddTypedClient<Provider>();", Primary },
        { "IHttpClientBuilder provider = [|{|CS0165:provider|}.Services.AddHttpClient<Provider>()|];", Primary },
        { "[|HttpClientFactoryServiceCollectionExtensions.AddHttpClient<Provider>(services)|];", Primary },
        { "_ = services.Count; [|services.AddHttpClient<Provider>()|].Services.AddHttpClient<Other>();", Primary + "class Other(HttpClient http) { public HttpClient Http => http; }" },
        { "[|services.AddHttpClient<Provider>()|];", "class Provider { readonly HttpClient _http; public Provider(HttpClient http) => _http = http; public async Task Ask() { using var answer = await _http.SendAsync(new HttpRequestMessage()); } }" },
        { "[|services.AddHttpClient<Provider>()|];", "class Provider(HttpClient http) { HttpClient Http { get; } = http; public Task Ask() => Http.PostAsJsonAsync(\"x\", 1); }" },
        { "[|services.AddHttpClient<Provider>()|];", "class Provider(HttpClient http) { private readonly HttpClient _http = http; public Task Ask() { Inner(); return Task.CompletedTask; } void Inner() => _http.Send(new HttpRequestMessage()); }" },
        { "[|services.AddHttpClient<Provider>()|];", "class Base(HttpClient http) { public Task Ask() => http.PostAsync(\"x\", null); } class Provider(HttpClient http) : Base(http);" },
    };

    [Theory]
    [MemberData(nameof(TypedClients))]
    public Task Flags_typed_clients(string registration, string members) => Verify.VerifyAnalyzerAsync(Code(registration, "Provider provider", "await provider.Ask();", members));

    [Theory]
    [InlineData("[|services.AddHttpClient<IProvider, Provider>()|];", "IProvider provider", "await provider.Ask();", "interface IProvider { Task Ask(); } class Provider(HttpClient http) : IProvider { public Task Ask() => http.PostAsync(\"x\", null); }")]
    [InlineData("[|services.AddHttpClient(\"openai\")|];", "IHttpClientFactory clients", "await clients.CreateClient(\"openai\").PostAsync(\"x\", null);", "")]
    [InlineData("[|services.AddHttpClient(\"openai\")|];", "IHttpClientFactory clients", "using var client = clients.CreateClient(Name); await client.SendAsync(new HttpRequestMessage());", "const string Name = \"openai\";")]
    [InlineData("[|services.AddHttpClient(\"\")|];", "IHttpClientFactory clients", "await clients.CreateClient().PostAsync(\"x\", null);", "")]
    [InlineData("services.AddHttpClient(\"other\").AddTracedLlmCall(); [|services.AddHttpClient(\"openai\")|];", "IHttpClientFactory clients", "await clients.CreateClient(\"openai\").PostAsync(\"x\", null);", "")]
    [InlineData("[|services.AddHttpClient(\"openai\")|]; services.AddHttpClient(\"openai\").SetHandlerLifetime(TimeSpan.FromMinutes(1));", "IHttpClientFactory clients", "await clients.CreateClient(\"openai\").PostAsync(\"x\", null);", "")]
    [InlineData("[|services.AddHttpClient(\"openai\")|];", "Service service", "await service.Ask();", "class Service { readonly HttpClient _client; public Service(IHttpClientFactory clients) { _client = clients.CreateClient(\"openai\"); } public Task Ask() => _client.PostAsync(\"x\", null); }")]
    public Task Flags_registrations(string registration, string parameters, string statements, string members) => Verify.VerifyAnalyzerAsync(Code(registration, parameters, statements, members));

    [Theory]
    [InlineData("using var client = [|new HttpClient()|]; await client.PostAsync(\"x\", null);", "")]
    [InlineData("HttpClient client = [|new()|]; await client.PostAsync(\"x\", null);", "")]
    [InlineData("await [|new HttpClient(new HttpClientHandler())|].PostAsync(\"x\", null);", "")]
    [InlineData("await Http.PostAsync(\"x\", null);", "static readonly HttpClient Http = [|new(new SocketsHttpHandler { MaxConnectionsPerServer = 4 }, disposeHandler: false)|];")]
    [InlineData("await Sender.Http.PostAsync(\"x\", null);", "static class Sender { public static HttpClient Http { get; } = [|new HttpClient { Timeout = TimeSpan.FromMinutes(5) }|]; }")]
    [InlineData("await Deep();", "static async Task Deep() { await Task.Yield(); [|new HttpClient()|].Send(new HttpRequestMessage()); }")]
    public Task Flags_created_clients(string statements, string members) => Verify.VerifyAnalyzerAsync(Code("", "", statements, members));

    [Theory]
    [InlineData("services.AddHttpClient<Provider>().AddTracedLlmCall();", Primary)]
    [InlineData("services.AddHttpClient<Provider>().SetHandlerLifetime(TimeSpan.FromMinutes(1)).AddTracedLlmCall(call => call.Provider = \"openai\");", Primary)]
    [InlineData("var provider = services.AddHttpClient<Provider>(); provider.SetHandlerLifetime(TimeSpan.FromMinutes(1)); provider.AddTracedLlmCall();", Primary)]
    [InlineData("services.AddHttpClient<Provider>(); services.AddHttpClient<Provider>().AddTracedLlmCall();", Primary)]
    [InlineData("services.AddHttpClient<Provider>(); services.ConfigureHttpClientDefaults(clients => clients.AddTracedLlmCall());", Primary)]
    [InlineData("services.AddHttpClient<Provider>().AddHttpMessageHandler(() => new TracedLlmCallHandler());", Primary)]
    [InlineData("services.AddHttpClient<Provider>().AddHttpMessageHandler<TracedLlmCallHandler>();", Primary)]
    [InlineData("services.AddHttpClient<Provider>().AddOurs();", Primary + "} static class Ours { public static void AddOurs(this IHttpClientBuilder client) => client.AddTracedLlmCall();")]
    [InlineData("Ours.Trace(services.AddHttpClient<Provider>());", Primary + "static class Ours { public static void Trace(IHttpClientBuilder client) => client.AddTracedLlmCall(); }")]
    [InlineData("Keep = services.AddHttpClient<Provider>();", Primary + "static IHttpClientBuilder? Keep;")]
    [InlineData("services.AddHttpClient<Provider>();", "partial class Provider(HttpClient http) { [TracedLlmCall] public partial Task Ask(); Task AskCore() => http.PostAsync(\"x\", null); }")]
    [InlineData("services.AddHttpClient<Provider>();", "partial class Provider(HttpClient http) { [TracedStage(\"budget\")] public partial Task Ask(); Task AskCore() => Inner(); Task Inner() => http.PostAsync(\"x\", null); }")]
    [InlineData("services.AddHttpClient<Provider>();", "partial class Provider(HttpClient http) { [TracedGuardrail(GuardrailMode.PreCall)] public partial Task Ask(); Task AskCore() => http.PostAsync(\"x\", null); }")]
    [InlineData("services.AddHttpClient<Provider>();", "class Provider(HttpClient http) { public async Task Ask() { using var attempt = LlmSpan.StartCall(\"m\"); await Inner(); } Task Inner() => http.PostAsync(\"x\", null); }")]
    [InlineData("services.AddHttpClient<Provider>();", "class Provider(HttpClient http) { public Task Ask() => http.GetStringAsync(\"prices\"); }")]
    [InlineData("services.AddHttpClient<Provider>();", "class Provider(HttpClient http) { public Task Ask() => Task.CompletedTask; public Task Warm() => http.PostAsync(\"x\", null); }")]
    [InlineData("services.AddHttpClient<Other>();", Primary + "class Other(HttpClient http) { public HttpClient Http => http; }")]
    [InlineData("services.AddHttpClient();", Primary)]
    public Task Leaves_typed_clients_alone(string registration, string members) => Verify.VerifyAnalyzerAsync(Code(registration, "Provider provider", "await provider.Ask();", members));

    [Theory]
    [InlineData("services.AddHttpClient(\"openai\");", "IHttpClientFactory clients, string name", "await clients.CreateClient(name).PostAsync(\"x\", null);", "")]
    [InlineData("services.AddHttpClient(\"health\");", "IHttpClientFactory clients", "await clients.CreateClient(\"openai\").PostAsync(\"x\", null);", "")]
    [InlineData("services.AddHttpClient(\"openai\");", "IHttpClientFactory clients", "clients.CreateClient(\"openai\").Timeout = default;", "")]
    [InlineData("", "HttpClient given", "await given.PostAsync(\"x\", null);", "")]
    [InlineData("", "HttpMessageHandler given", "await new HttpClient(given).PostAsync(\"x\", null);", "")]
    [InlineData("", "", "await new HttpClient(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() }).PostAsync(\"x\", null);", "")]
    [InlineData("", "", "await new HttpClient().GetStringAsync(\"x\");", "")]
    [InlineData("", "bool tested", "var client = new HttpClient(); if (tested) { client = Other(); } await client.PostAsync(\"x\", null);", "static HttpClient Other() => throw new NotSupportedException();")]
    [InlineData("_ = new HttpClient().PostAsync(\"x\", null);", "", "await Task.Yield();", "")]
    [InlineData("", "", "await Task.Yield();", "class Worker : BackgroundService { protected override Task ExecuteAsync(CancellationToken token) => new HttpClient().PostAsync(\"x\", null); }")]
    [InlineData("", "", "await Task.Yield();", "static void More(WebApplication app) => app.MapPost(\"/other\", () => new HttpClient().PostAsync(\"x\", null));")]
    [InlineData("Mine.AddHttpClient(\"openai\");", "", "await new Mine().PostAsync(\"x\", null);", "class Mine { public Task PostAsync(string path, object? body) => Task.CompletedTask; public static void AddHttpClient(string name) { } }")]
    public Task Leaves_alone(string registration, string parameters, string statements, string members) => Verify.VerifyAnalyzerAsync(Code(registration, parameters, statements, members));

    private const string Retry = "class RetryHandler : DelegatingHandler { protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) { for (var i = 0; ; i++) { var answer = await base.SendAsync(request, token); if (i == 2) return answer; } } }";
    private const string Twice = "class TwiceHandler : DelegatingHandler { protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) { await base.SendAsync(request, token); return await base.SendAsync(request, token); } }";
    private const string Once = "class OnceHandler(HttpMessageHandler inner) : DelegatingHandler(inner) { protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => base.SendAsync(request, token); }";
    private const string Traced = "class AttemptHandler : DelegatingHandler { protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) { using var attempt = LlmSpan.StartCall(\"m\"); return await base.SendAsync(request, token); } }";

    [Theory]
    [InlineData("using var client = [|new HttpMessageInvoker(new SocketsHttpHandler())|]; await client.SendAsync(new HttpRequestMessage(), default);", "")]
    [InlineData("[|new HttpMessageInvoker(new HttpClientHandler(), disposeHandler: true)|].Send(new HttpRequestMessage(), default);", "")]
    [InlineData("await Client.SendAsync(new HttpRequestMessage(), default);", "static readonly HttpMessageInvoker Client = [|new(new SocketsHttpHandler())|];")]
    [InlineData("await [|new HttpClient(new RetryHandler { InnerHandler = new SocketsHttpHandler() })|].PostAsync(\"x\", null);", Retry)]
    [InlineData("await [|new HttpClient(new OnceHandler(new RetryHandler { InnerHandler = new HttpClientHandler() }))|].PostAsync(\"x\", null);", Retry + Once)]
    public Task Flags_invokers_and_clients_with_own_handlers(string statements, string members) => Verify.VerifyAnalyzerAsync(Code("", "", statements, members));

    [Theory]
    [InlineData("await new HttpClient(new AttemptHandler { InnerHandler = new SocketsHttpHandler() }).PostAsync(\"x\", null);", Traced)]
    [InlineData("await new HttpClient(new RetryHandler { InnerHandler = new TracedLlmCallHandler { InnerHandler = new SocketsHttpHandler() } }).PostAsync(\"x\", null);", Retry)]
    [InlineData("await new HttpClient(new RetryHandler()).PostAsync(\"x\", null);", Retry)]
    [InlineData("new HttpMessageInvoker(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() }).Send(new HttpRequestMessage(), default);", "")]
    public Task Leaves_traced_handlers_alone(string statements, string members) => Verify.VerifyAnalyzerAsync(Code("", "", statements, members));

    [Theory]
    [InlineData("[|services.AddHttpClient<Provider>()|].AddHttpMessageHandler<RetryHandler>();", "http", Retry)]
    [InlineData("[|services.AddHttpClient<Provider>()|].SetHandlerLifetime(default).AddHttpMessageHandler(() => new TwiceHandler());", "http", Twice)]
    [InlineData("var provider = [|services.AddHttpClient<Provider>()|]; provider.AddStandardResilienceHandler();", "http", "")]
    [InlineData("[|services.AddHttpClient<Provider>()|].AddStandardHedgingHandler();", "http", "")]
    [InlineData("[|services.AddHttpClient<Provider>()|].AddResilienceHandler(\"p\", pipeline => pipeline.AddRetry());", "http", "")]
    [InlineData("[|services.AddHttpClient<Provider>()|].AddPolicyHandler(RetryPolicy());", "http", "static object RetryPolicy() => 1;")]
    [InlineData("", "[|new HttpClient(new RetryHandler { InnerHandler = new SocketsHttpHandler() })|]", Retry)]
    public Task Flags_a_retry_inside_a_traced_call(string registration, string client, string members) => VerifyCallAsync(registration, client, members);

    [Theory]
    [InlineData("services.AddHttpClient<Provider>();", "http", "")]
    [InlineData("services.AddHttpClient<Provider>().AddHttpMessageHandler<RetryHandler>().AddTracedLlmCall();", "http", Retry)]
    [InlineData("services.AddHttpClient<Provider>().AddHttpMessageHandler(() => new OnceHandler(new HttpClientHandler()));", "http", Once)]
    [InlineData("services.AddHttpClient<Provider>().AddStandardResilienceHandler(); services.AddHttpClient<Provider>().AddTracedLlmCall();", "http", "")]
    [InlineData("services.AddHttpClient<Provider>().AddResilienceHandler(\"p\", pipeline => pipeline.AddTimeout());", "http", "")]
    [InlineData("services.AddHttpClient<Provider>().AddPolicyHandler(TimeoutPolicy());", "http", "static object TimeoutPolicy() => 1;")]
    [InlineData("", "new HttpClient(new OnceHandler(new SocketsHttpHandler()))", Once)]
    public Task Leaves_a_traced_call_alone_that_sends_once(string registration, string client, string members) => VerifyCallAsync(registration, client, members);

    [Fact]
    public Task Says_what_sends_again() => VerifyCallAsync(
        "{|#0:services.AddHttpClient<Provider>()|}.AddHttpMessageHandler<RetryHandler>();",
        "http",
        Retry,
        Verify.Diagnostic().WithLocation(0).WithMessage("The requests that 'RetryHandler' of the client of 'Provider' sends again in a traced call have no span; add 'AddTracedLlmCall' to its registration (Provider.Ask → Provider.AskCore)"));

    private static Task VerifyCallAsync(string registration, string client, string members, params ExpectedFinding[] expected)
    {
        var test = new RuleTest<UntracedClient>
        {
            TestCode = Code(registration, "Provider provider", "await provider.Ask();", members + $$"""
                partial class Provider(HttpClient http) { HttpClient Http { get; } = {{client}}; [TracedLlmCall] public partial Task Ask(); Task AskCore() => Http.PostAsync("x", null); }
                """),
        };
        test.TestState.AdditionalReferences.Add(Resilience);
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }

    // The extensions of Microsoft.Extensions.Http.Resilience and Microsoft.Extensions.Http.Polly, with their names and simpler parameters.
    private static string Resilience { get; } = CompiledAssembly.Write("Microsoft.Extensions.Http.Resilience", """
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IHttpStandardResiliencePipelineBuilder { }
            public class ResiliencePipelineBuilder { public ResiliencePipelineBuilder AddRetry() => this; public ResiliencePipelineBuilder AddTimeout() => this; }
            public static class ResilienceHttpClientBuilderExtensions
            {
                public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(this IHttpClientBuilder builder) => null!;
                public static IHttpStandardResiliencePipelineBuilder AddStandardHedgingHandler(this IHttpClientBuilder builder) => null!;
                public static IHttpClientBuilder AddResilienceHandler(this IHttpClientBuilder builder, string name, System.Action<ResiliencePipelineBuilder> configure) => builder;
                public static IHttpClientBuilder AddPolicyHandler(this IHttpClientBuilder builder, object policy) => builder;
            }
        }
        """);

    [Fact]
    public Task Leaves_a_gateway_alone_that_has_no_traced_route() => Verify.VerifyAnalyzerAsync(
        "class C { public static void Map(WebApplication app) => app.MapPost(\"/v1/chat/completions\", () => new HttpClient().PostAsync(\"x\", null)); }");

    [Theory]
    [InlineData("[|services.AddHttpClient<Provider>()|]; services.AddHttpClient<Other>().AddTracedLlmCall();")]
    [InlineData("services.AddHttpClient<Provider>().AddTracedLlmCall(); services.AddHttpClient<Other>();")]
    [InlineData("services.AddHttpClient<Provider>(\"one\"); services.AddHttpClient<Other>(\"one\").AddTracedLlmCall();")]
    public Task Each_derived_type_has_a_client_of_its_own(string registrations) => Verify.VerifyAnalyzerAsync(Code(
        registrations,
        "Provider provider",
        "await provider.Ask();",
        "abstract class Base(HttpClient http) { public Task Ask() => http.PostAsync(\"x\", null); } class Provider(HttpClient http) : Base(http); class Other(HttpClient http) : Base(http);"));

    [Fact]
    public Task Says_which_client_and_the_path() => Verify.VerifyAnalyzerAsync(
        Code("{|#0:services.AddHttpClient<Provider>()|};", "Provider provider", "await provider.Ask(); await {|#1:new HttpClient()|}.PostAsync(\"x\", null);", Primary),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "The requests that the client of 'Provider' sends on a traced route have no span; add 'AddTracedLlmCall' to its registration (Gateway.Handle → Provider.Ask)"),
        Verify.Diagnostic().WithLocation(1).WithMessage(
            "The requests that this client sends on a traced route have no span; wrap its innermost handler in a 'TracedLlmCallHandler' (Gateway.Handle)"));

    [Theory]
    [InlineData("[|services.AddHttpClient<Provider>()|];", "services.AddHttpClient<Provider>().AddTracedLlmCall();")]
    [InlineData("[|services.AddHttpClient<Provider>(client => client.Timeout = default)|] // slow\n    .AddDefaultLogger();", "services.AddHttpClient<Provider>(client => client.Timeout = default).AddTracedLlmCall() // slow\n    .AddDefaultLogger();")]
    [InlineData("[|HttpClientFactoryServiceCollectionExtensions.AddHttpClient<Provider>(services)|];", "HttpClientFactoryServiceCollectionExtensions.AddHttpClient<Provider>(services).AddTracedLlmCall();")]
    public Task Adds_AddTracedLlmCall_to_a_registration(string registration, string fixedRegistration) => Verify.VerifyCodeFixAsync(
        Code(registration, "Provider provider", "await provider.Ask();", Primary),
        Code(fixedRegistration, "Provider provider", "await provider.Ask();", Primary));

    [Theory]
    [InlineData("[|new HttpClient()|]", "new HttpClient(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() })")]
    [InlineData("[|new()|]", "new(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() })")]
    [InlineData("[|new HttpClient { Timeout = default }|]", "new HttpClient(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() }) { Timeout = default }")]
    [InlineData("[|new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: false)|]", "new HttpClient(new TracedLlmCallHandler { InnerHandler = new SocketsHttpHandler { UseProxy = false } }, disposeHandler: false)")]
    [InlineData("[|new(new HttpClientHandler { AllowAutoRedirect = false })|]", "new(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler { AllowAutoRedirect = false } })")]
    [InlineData("[|new HttpClient(new RetryHandler { InnerHandler = new SocketsHttpHandler() })|]", "new HttpClient(new RetryHandler { InnerHandler = new TracedLlmCallHandler { InnerHandler = new SocketsHttpHandler() } })")]
    [InlineData("[|new HttpClient(new OnceHandler(new RetryHandler { InnerHandler = new SocketsHttpHandler() }))|]", "new HttpClient(new OnceHandler(new RetryHandler { InnerHandler = new TracedLlmCallHandler { InnerHandler = new SocketsHttpHandler() } }))")]
    public Task Wraps_the_handler_of_a_created_client(string made, string fixedMade) => Verify.VerifyCodeFixAsync(
        Code("", "", $"HttpClient client = {made}; await client.PostAsync(\"x\", null);", Retry + Once),
        Code("", "", $"HttpClient client = {fixedMade}; await client.PostAsync(\"x\", null);", Retry + Once));

    [Fact]
    public Task Fixes_all_at_once() => Verify.VerifyCodeFixAsync(
        Code("[|services.AddHttpClient<Provider>()|]; [|services.AddHttpClient(\"openai\")|];", "Provider provider, IHttpClientFactory clients", "await provider.Ask(); await clients.CreateClient(\"openai\").PostAsync(\"x\", null); await [|new HttpClient()|].PostAsync(\"x\", null);", Primary),
        Code("services.AddHttpClient<Provider>().AddTracedLlmCall(); services.AddHttpClient(\"openai\").AddTracedLlmCall();", "Provider provider, IHttpClientFactory clients", "await provider.Ask(); await clients.CreateClient(\"openai\").PostAsync(\"x\", null); await new HttpClient(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() }).PostAsync(\"x\", null);", Primary));

    [Fact]
    public Task Imports_the_namespace_once_where_the_project_does_not() => new FixTest<UntracedClient, UntracedClientFix>
    {
        ReferencedAssemblies = Gateway.ReferencedAssemblies,
        TestCode = WithoutUsings("\n", "[|services.AddHttpClient(\"a\")|];\n        [|services.AddHttpClient(\"b\")|];"),
        FixedCode = WithoutUsings("using TracedLlm;\n\n", "services.AddHttpClient(\"a\").AddTracedLlmCall();\n        services.AddHttpClient(\"b\").AddTracedLlmCall();"),
    }.RunAsync();

    private static string WithoutUsings(string directive, string registrations) => $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using System.Net.Http;
        using System.Threading.Tasks;
        {{directive}}public static class Program
        {
            public static void Add(IServiceCollection services)
            {
                {{registrations}}
            }

            public static void Map(WebApplication app) => app.MapPost("/v1/chat/completions", Handle);

            [TracedLlm.TracedLlmRoute]
            static async Task Handle(IHttpClientFactory clients)
            {
                await clients.CreateClient("a").PostAsync("x", null);
                await clients.CreateClient("b").PostAsync("x", null);
            }
        }
        """;

    private static string Code(string registration, string parameters, string statements, string members) => $$"""
        static partial class Gateway
        {
            static void Add(IServiceCollection services) { {{registration}} }
            public static void Map(WebApplication app) => app.MapPost("/v1/chat/completions", Handle);
            [TracedLlmRoute] static async Task Handle({{parameters}}) { {{statements}} }
            {{members}}
        }
        """;
}
