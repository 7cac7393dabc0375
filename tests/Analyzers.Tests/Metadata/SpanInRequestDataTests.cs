using TracedLlm.Analyzers.Metadata;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.SpanInRequestData, TracedLlm.CodeFixes.Metadata.SpanInRequestDataFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1005, <see cref="SpanInRequestData"/>.</summary>
public class SpanInRequestDataTests
{
    [Theory]
    [InlineData("http.Items[\"span\"] = [|activity|];")]
    [InlineData("http.Items[typeof(Activity)] = [|Activity.Current|];")]
    [InlineData("http.Items.Add(\"span\", [|activity|]);")]
    [InlineData("http.Items.TryAdd(\"span\", [|activity|]);")]
    [InlineData("http.Items[\"span\"] ??= [|activity|];")]
    [InlineData("http.Items[\"parent\"] = [|activity!.Context|];")]
    [InlineData("http.Items[\"parent\"] = [|activity?.Context|];")]
    [InlineData("http.Items[\"parent\"] = [|(object?)activity|];")]
    [InlineData("http.Items[\"trace\"] = [|LlmTrace.Current|];")]
    [InlineData("http.Items[\"span\"] = [|activity ?? new Activity(\"x\")|];")]
    [InlineData("var metadata = new Dictionary<string, object?>(); metadata[\"span\"] = [|activity|];")]
    [InlineData("var metadata = new Dictionary<string, object?> { [\"span\"] = [|activity|] };")]
    [InlineData("var litellmMetadata = new Dictionary<string, object?> { { \"span\", [|activity|] } };")]
    [InlineData("data[\"litellm_parent_otel_span\"] = [|activity|];")]
    [InlineData("data.Add(\"litellm_parent_otel_span\", [|activity|]);")]
    [InlineData("((Dictionary<string, object?>)data[\"metadata\"]!)[\"parent\"] = [|activity|];")]
    [InlineData("data[\"litellm_metadata\"] = new Dictionary<string, object?> { [\"parent\"] = [|activity|] };")]
    [InlineData("var found = (Dictionary<string, object?>)data[\"metadata\"]!; found[\"parent\"] = [|activity|];")]
    [InlineData("new HttpRequestMessage().Options.Set(new HttpRequestOptionsKey<Activity?>(\"span\"), [|activity|]);")]
    [InlineData("request.Parent = [|activity|];")]
    [InlineData("var copy = new ChatRequest { Parent = [|activity|] };")]
    [InlineData("var copy = request with { Parent = [|activity|] };")]
    [InlineData("var items = http.Items; items[\"span\"] = [|activity|];")]
    [InlineData("var made = new LlmRequest { Parent = [|Activity.Current|] };")]
    [InlineData("var made = new LlmRequest(); made.Parent = [|activity|];")]
    public Task Flags(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("http.Items[\"span\"] = activity?.Id;")]
    [InlineData("http.Items[\"trace\"] = activity?.TraceId.ToString();")]
    [InlineData("http.Items[\"caller\"] = request;")]
    [InlineData("_ = http.Items[\"span\"] as Activity;")]
    [InlineData("http.Items.Remove(\"span\");")]
    [InlineData("var spans = new Dictionary<string, Activity?>(); spans[\"a\"] = activity;")]
    [InlineData("var cache = new System.Collections.Concurrent.ConcurrentDictionary<string, object?>(); cache[\"a\"] = activity;")]
    [InlineData("data[\"parent\"] = activity;")]
    [InlineData("var metadata = new Dictionary<string, object?>(); metadata[\"parent\"] = activity?.Id;")]
    [InlineData("var holder = new Holder(); holder.Parent = activity;")]
    [InlineData("var local = activity; Use(local); static void Use(Activity? used) { }")]
    [InlineData("http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpActivityFeature>();")]
    [InlineData("activity?.SetTag(\"a\", 1); activity?.SetCustomProperty(\"metadata\", data);")]
    [InlineData("request.Model = \"m\";")]
    [InlineData("var items = new Dictionary<object, object?>(); items[\"span\"] = activity;")]
    [InlineData("counters.Last = activity;")]
    [InlineData("_ = new UntracedCode();")]
    public Task Leaves_alone(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("http.Items[\"s\"] = {|#0:activity|};", "'Activity' is stored in HttpContext.Items, where code can lose it; use 'LlmTrace.Current' instead")]
    [InlineData("data[\"litellm_parent_otel_span\"] = {|#0:activity|};", "'Activity' is stored in metadata, as 'litellm_parent_otel_span', where code can lose it; use 'LlmTrace.Current' instead")]
    [InlineData("request.Parent = {|#0:activity|};", "'Activity' is stored in 'Parent' of the request 'ChatRequest', where code can lose it; use 'LlmTrace.Current' instead")]
    public Task Says_where(string statements, string message) => Verify.VerifyAnalyzerAsync(Code(statements), Verify.Diagnostic().WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("http.Items[\"span\"] = [|activity|];\n        _ = request;", "_ = request;")]
    [InlineData("http.Items[\"span\"] = [|Activity.Current|];\n        _ = request;", "_ = request;")]
    [InlineData("http.Items[\"parent\"] ??= [|activity!.Context|];\n        _ = request;", "_ = request;")]
    [InlineData("http.Items[\"parent\"] = [|(object?)activity?.Context|];\n        _ = request;", "_ = request;")]
    [InlineData("http.Items.Add(\"span\", [|activity|]);\n        _ = request;", "_ = request;")]
    [InlineData("data.TryAdd(\"litellm_parent_otel_span\", [|LlmTrace.Current|]);\n        _ = request;", "_ = request;")]
    [InlineData("var metadata = new Dictionary<string, object?> { [\"span\"] = [|activity|], [\"a\"] = 1 };", "var metadata = new Dictionary<string, object?> { [\"a\"] = 1 };")]
    [InlineData("var metadata = new Dictionary<string, object?> { { \"a\", 1 }, { \"span\", [|activity|] } };", "var metadata = new Dictionary<string, object?> { { \"a\", 1 } };")]
    public Task Removes_a_span_from_request_data_if_no_code_reads_it(string statements, string fixedStatements) => Verify.VerifyCodeFixAsync(Code(statements), Code(fixedStatements));

    [Theory]
    [InlineData("http.Items[\"span\"] = [|activity|];\n        Activity.Current = http.Items[\"span\"] as Activity;")]
    [InlineData("http.Items[typeof(Activity)] = [|activity|];")]
    [InlineData("const string Key = \"span\"; http.Items[Key] = [|activity|];")]
    [InlineData("http.Items[\"span\"] = [|new Activity(\"a\").Start()|];")]
    [InlineData("Make(http).Items[\"span\"] = [|activity|]; static HttpContext Make(HttpContext http) => http;")]
    [InlineData("if (!http.Items.TryAdd(\"span\", [|activity|])) { return; }")]
    [InlineData("request.Parent = [|activity|];")]
    [InlineData("if (activity is not null) http.Items[\"span\"] = [|activity|];")]
    public Task Keeps_a_span_in_request_data_if_code_may_read_it_or_more_would_be_lost(string statements) => Verify.VerifyCodeFixAsync(Code(statements), Code(statements));

    // The file that stores the span names no type of a span.
    [Fact]
    public Task Reads_traced_code_in_files_that_name_no_span() => new RuleTest<SpanInRequestData>
    {
        TestState =
        {
            Sources =
            {
                Code("Store.Keep(http);"),
                "static class Store { public static void Keep(HttpContext http) { http.Items[\"span\"] = [|Begun.First()|]; http.Items.Add(\"other\", [|Begun.First()|]); } }",
                "static class Begun { public static System.Diagnostics.Activity? First() => System.Diagnostics.Activity.Current; }",
            },
        },
    }.RunAsync();

    [Fact]
    public Task Reads_code_in_front_of_the_routes() => Verify.VerifyAnalyzerAsync(Code("") + """
        class Spans(RequestDelegate next)
        {
            public Task InvokeAsync(HttpContext http) { http.Items["span"] = [|Activity.Current|]; return next(http); }
        }
        """);

    private static string Code(string statements) => RouteCode.Usings + $$"""
        static class Endpoint
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/chat/completions", Handle);

            [TracedLlmRoute]
            static void Handle(HttpContext http, ChatRequest request, Counters counters)
            {
                var activity = Activity.Current;
                var data = new Dictionary<string, object?>();
                {{statements}}
            }
        }

        record ChatRequest { public string? Model { get; set; } [JsonIgnore] public Activity? Parent { get; set; } }
        record LlmRequest { public Activity? Parent { get; set; } }
        class Counters { public Activity? Last { get; set; } public int Count { get; set; } }
        class UntracedCode { public static void Run() => _ = new LlmRequest { Parent = Activity.Current }; }
        static class Services { public static void Add(IServiceCollection services) => services.AddScoped<Counters>(); }
        class Holder { public Activity? Parent { get; set; } }
        """;
}
