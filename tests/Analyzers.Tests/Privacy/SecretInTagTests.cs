using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Privacy;
using TracedLlm.CodeFixes.Privacy;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Privacy.SecretInTag, TracedLlm.CodeFixes.Privacy.SecretInTagFix>;

namespace TracedLlm.Analyzers.Tests.Privacy;

/// <summary>TLM5001, <see cref="SecretInTag"/> and <see cref="SecretInTagFix"/>.</summary>
public class SecretInTagTests
{
    [Theory]
    [InlineData("span.SetTag(\"a\", apiKey);")]
    [InlineData("span.SetTag(\"app.PASSWORD\", text);")]
    [InlineData("span.SetTag(\"app.password_text\", text);")]
    [InlineData("span.SetTag(\"app.password\", [|http.Request.Headers.Authorization|]);")]
    [InlineData("span.SetTag(\"app.api_key\", [|text|]);")]
    [InlineData("_ = 1;", "[TracedStage(\"x\")] partial void Stage([SpanTag(\"a\")] string apiKey); void StageCore(string apiKey) { }")]
    public Task An_option_allows_harmless_names(string statements, string members = "") => new RuleTest<SecretInTag>
    {
        TestCode = TelemetryCode.Method(statements, members),
        EditorConfig = "tlm5001.harmless_names = apiKey, app.password, app.password_text",
    }.RunAsync();

    [Theory]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Headers.Authorization|});")]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Headers.Authorization.ToString()|});")]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Headers[\"x-api-key\"]|});")]
    [InlineData("span.SetTag(\"a\", {|#0:(string?)http.Request.Headers[\"authorization\"]|});")]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Headers.Cookie.FirstOrDefault()|});")]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Cookies[\"session\"]|});")]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Cookies[\"access_token\"]|});")]
    [InlineData("if (http.Request.Cookies.TryGetValue(\"auth\", out var cookie)) { span.SetTag(\"a\", {|#0:cookie|}); }")]
    [InlineData("if (http.Request.Headers.TryGetValue(\"Authorization\", out var found)) { span.SetTag(\"a\", {|#0:found|}); }")]
    [InlineData("Microsoft.Extensions.Primitives.StringValues found; http.Request.Headers.TryGetValue(\"x-api-key\", out found); span.SetTag(\"a\", {|#0:found.ToString()|});")]
    [InlineData("var values = new HttpRequestMessage().Headers.GetValues(\"Authorization\"); span.SetTag(\"a\", {|#0:values.First()|});")]
    [InlineData("span.SetTag(\"a\", {|#0:string.Join(',', new HttpRequestMessage().Headers.GetValues(\"x-api-key\"))|});")]
    [InlineData("if (new HttpRequestMessage().Headers.TryGetValues(\"api-key\", out var keys)) { span.SetTag(\"a\", {|#0:string.Join(',', keys)|}); }")]
    [InlineData("Requests.Add(1, KeyValuePair.Create<string, object?>(\"a\", {|#0:http.Request.Headers.Authorization|}));")]
    [InlineData("span.SetTag(\"a\", {|#0:$\"key {http.Request.Headers.Authorization}\"|});")]
    [InlineData("span.SetTag(\"a\", {|#0:\"key \" + http.Request.Headers.Authorization|});")]
    [InlineData("var header = http.Request.Headers.Authorization.ToString(); span.SetTag(\"a\", {|#0:header|});")]
    [InlineData("activity?.SetTag(\"a\", {|#0:http.Request.Headers.Authorization|});")]
    [InlineData("activity?.AddTag(\"a\", {|#0:http.Request.Headers.Authorization.FirstOrDefault()?.Trim()|});")]
    [InlineData("LlmTrace.Current!.SetRootTag(\"a\", {|#0:http.Request.Headers.Authorization|});")]
    [InlineData("span.SetTag(\"a\", {|#0:new NetworkCredential().Password|});")]
    [InlineData("span.SetTag(\"a\", {|#0:new HttpClient().DefaultRequestHeaders.Authorization|});")]
    [InlineData("span.SetTag(\"a\", {|#0:new AuthenticationHeaderValue(\"Bearer\", \"x\").ToString()|});")]
    [InlineData("span.SetTag(\"a\", {|#0:AuthenticationHeaderValue.Parse(text).Parameter|});")]
    [InlineData("using var started = Source.StartActivity({|#0:http.Request.Headers.Authorization.ToString()|});")]
    [InlineData("using var started = LlmSpan.StartStage(\"x\", [new(\"a\", {|#0:http.Request.Headers.Authorization|})]);")]
    [InlineData("activity!.DisplayName = {|#0:http.Request.Headers.Authorization.ToString()|};")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", {|#0:http.Request.Headers.Authorization|}));")]
    [InlineData("Microsoft.Extensions.Primitives.StringValues found = default; http.Request.Headers.TryGetValue(\"x-api-key\", out found); span.SetTag(\"a\", {|#0:found.ToString()|});")]
    [InlineData("if (http.Request.Headers.TryGetValue(\"Authorization\", out var found)) { _ = (found, 1); span.SetTag(\"a\", {|#0:found|}); }")]
    [InlineData("var tags = new TagList { { \"a\", {|#0:http.Request.Headers.Authorization|} } }; Requests.Add(1, tags); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("_ = 1;", "void Enrich(in LlmSpanStart span) => span.SetTag(\"tenant.name\", {|#0:span.Http!.Request.Headers.Authorization.ToString()|});")]
    public Task A_value_from_the_source_of_a_secret_is_an_error(string statements, string members = "") =>
        Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members), Verify.Diagnostic().WithLocation(0).WithSeverity(DiagnosticSeverity.Error));

    [Theory]
    [InlineData("if (http.Request.Headers[\"x-api-key\"] is [{ Length: > 16 } key]) { span.SetTag(\"a\", {|#0:key[..8]|}); }")]
    [InlineData("var key = http.Request.Headers[\"x-api-key\"] is [{ } first, ..] ? first : null; span.SetTag(\"a\", {|#0:key!.Substring(0, 12)|});")]
    [InlineData("if (AuthenticationHeaderValue.Parse(text) is { Parameter: { } token }) { span.SetTag(\"a\", {|#0:token[..8]|}); }")]
    [InlineData("if (!AuthenticationHeaderValue.TryParse(text, out var header) || header.Parameter is not { Length: > 8 } token) { return; } span.SetTag(\"a\", {|#0:token.Split('-')[^1]|});")]
    [InlineData("Tag(http.Request.Headers[\"x-api-key\"]!, span); static void Tag(string key, LlmSpan span) => span.SetTag(\"a\", {|#0:key[..8]|});")]
    [InlineData("Tag(http.Request.Headers[\"x-api-key\"]!, span);", "static void Tag(string key, LlmSpan span) => span.SetTag(\"a\", {|#0:ForTag(key)|}); static string ForTag(string value) => value.Trim().ToLowerInvariant();")]
    public Task A_secret_of_a_pattern_or_a_caller(string statements, string members = "") =>
        Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members), Verify.Diagnostic().WithLocation(0).WithSeverity(DiagnosticSeverity.Error));

    [Theory]
    [InlineData("if (http.Request.Headers[\"x-tenant\"] is [{ Length: > 16 } tenant]) { span.SetTag(\"a\", tenant[..8]); }")]
    [InlineData("if (AuthenticationHeaderValue.Parse(text) is { Scheme: { } scheme }) { span.SetTag(\"a\", scheme); }")]
    [InlineData("Tag(http.Request.Headers[\"x-tenant\"]!, span); static void Tag(string tenant, LlmSpan span) => span.SetTag(\"a\", tenant[..8]);")]
    [InlineData("Tag(http.Request.Headers[\"x-api-key\"]!, \"a\", span); static void Tag(string first, string second, LlmSpan span) { span.SetTag(\"a\", LlmCaller.HashKey(first)); span.SetTag(\"b\", second); span.SetTag(\"c\", first[^4..]); }")]
    [InlineData("_ = ForTag(http.Request.Headers[\"x-api-key\"]!); span.SetTag(\"a\", ForTag(http.Request.Headers[\"x-tenant\"]!)); static string ForTag(string value) => value.Trim();")]
    [InlineData("if (http.Request.Headers.TryGetValue(\"x-tenant\", out var value)) { span.SetTag(\"a\", value); } if (http.Request.Headers.TryGetValue(\"x-api-key\", out value)) { _ = Hash(value!); }")]
    [InlineData("var value = http.Request.Headers.Authorization.ToString(); Redact(ref value); span.SetTag(\"a\", value); static void Redact(ref string text) => text = \"redacted\";")]
    [InlineData("var value = http.Request.Headers.Authorization.ToString(); (value, _) = (Hash(value), 1); span.SetTag(\"a\", value);")]
    public Task Other_values_of_a_pattern_or_a_caller(string statements) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements));

    [Fact]
    public Task Locals_that_choose_between_others_cost_little()
    {
        var locals = string.Concat(Enumerable.Range(1, 40).Select(static number => $" var n{number} = text.Length switch {{ 1 => n{number - 1}, 2 => n{number - 1}, 3 => n{number - 1}, _ => n{number - 1} }};"));
        return Verify.VerifyAnalyzerAsync(TelemetryCode.Method($"var n0 = text;{locals} span.SetTag(\"a\", n40); span.SetTag(\"b\", $\"{{n40}}{{n40}}{{n40}}\");"));
    }

    private const string Key = "http.Request.Headers.Authorization.ToString()";

    [Theory]
    [InlineData("KEY[..8]")]
    [InlineData("KEY[7..]")]
    [InlineData("KEY[\"Bearer \".Length..]")]
    [InlineData("KEY[2..12]")]
    [InlineData("KEY[..^4]")]
    [InlineData("KEY[^12..]")]
    [InlineData("KEY.Substring(7)")]
    [InlineData("KEY.Substring(0, 10)")]
    [InlineData("KEY.Substring(text.Length)")]
    [InlineData("KEY.AsSpan(0, 8).ToString()")]
    [InlineData("KEY.AsSpan(7).ToString()")]
    [InlineData("new string(KEY.AsSpan(7))")]
    [InlineData("KEY.Remove(0, 7)")]
    [InlineData("KEY.Remove(8)")]
    [InlineData("KEY.Split(' ')[1]")]
    [InlineData("KEY.Split(' ', 2).Last()")]
    [InlineData("KEY.Split('.')[0]")]
    [InlineData("KEY.Replace(\"Bearer \", \"\")")]
    [InlineData("KEY.Replace(\"Bearer \", \"\", StringComparison.OrdinalIgnoreCase).Trim()")]
    [InlineData("KEY.TrimStart('B').PadLeft(40)")]
    [InlineData("string.Concat(\"key=\", KEY)")]
    [InlineData("$\"{KEY[..12]}***\"")]
    [InlineData("KEY[..8] + \"***\"")]
    [InlineData("Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(KEY))")]
    [InlineData("Uri.EscapeDataString(KEY)")]
    [InlineData("Strip(KEY)")]
    [InlineData("Strip(Prefix(KEY))")]
    [InlineData("Prefix(KEY)")]
    [InlineData("Join(\"x\", KEY)")]
    [InlineData("text.Length > 1 ? \"none\" : KEY")]
    [InlineData("text switch { \"a\" => \"none\", _ => KEY }")]
    public Task A_part_or_form_of_a_secret_is_an_error(string value) => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method($"span.SetTag(\"a\", {{|#0:{value.Replace("KEY", Key, StringComparison.Ordinal)}|}}); var kept = {value.Replace("KEY", Key, StringComparison.Ordinal)}; span.SetTag(\"b\", {{|#1:kept|}});", Helpers),
        Verify.Diagnostic().WithLocation(0).WithSeverity(DiagnosticSeverity.Error),
        Verify.Diagnostic().WithLocation(1).WithSeverity(DiagnosticSeverity.Error));

    [Theory]
    [InlineData("KEY[..4]")]
    [InlineData("KEY[^4..]")]
    [InlineData("KEY[^4..^1]")]
    [InlineData("KEY[0..3]")]
    [InlineData("KEY[^1]")]
    [InlineData("KEY.Substring(0, 4)")]
    [InlineData("KEY.Substring(7, 4)")]
    [InlineData("KEY.Substring(0, Math.Min(4, text.Length))")]
    [InlineData("header.Substring(header.Length - 4)")]
    [InlineData("header[(header.Length - 4)..]")]
    [InlineData("KEY.AsSpan(0, 3).ToString()")]
    [InlineData("KEY.Remove(3)")]
    [InlineData("$\"{KEY[..4]}…{KEY[^4..]}\"")]
    [InlineData("KEY[..text.Length]")]
    [InlineData("KEY.Split(' ')[0]")]
    [InlineData("KEY.Split(' ').First()")]
    [InlineData("text.Replace(KEY, \"***\")")]
    [InlineData("header.Replace(header, \"***\")")]
    [InlineData("new string('*', KEY.Length)")]
    [InlineData("Mask(KEY)")]
    [InlineData("MaskAll(KEY)")]
    [InlineData("Digest(KEY)")]
    [InlineData("Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(KEY)))")]
    [InlineData("Kind(KEY)")]
    [InlineData("Lookup(KEY)")]
    public Task A_masked_or_hashed_secret_is_left_alone(string value) => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method($"var header = {Key}; span.SetTag(\"a\", {value.Replace("KEY", Key, StringComparison.Ordinal)}); var kept = {value.Replace("KEY", Key, StringComparison.Ordinal)}; span.SetTag(\"b\", kept);", Helpers));

    private const string Helpers = """
        static string Strip(string header) => header.Replace("Bearer ", "");
        static string Prefix(string key) { return key[..12]; }
        static string Join(string one, string other) => $"{one}:{other}";
        static string Mask(string apiKey) => apiKey.Length < 8 ? "***" : $"{apiKey[..3]}***{apiKey[^4..]}";
        static string MaskAll(string key) => new('*', key.Length);
        static string Digest(string key) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
        static string Kind(string key) => key.StartsWith("Bearer") ? "bearer" : "key";
        static string Lookup(string key) { foreach (var one in key) { if (one == 'x') return "x"; } return "other"; }
        """;

    [Theory]
    [InlineData("span.SetTag(\"a\", {|#0:apiKey[..8]|});")]
    [InlineData("span.SetTag(\"a\", {|#0:user.Password.Substring(1)|});")]
    [InlineData("span.SetTag(\"a\", {|#0:apiKey|});")]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Cookies[\"theme\"]|});")]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Cookies[text]|});")]
    [InlineData("if (http.Request.Cookies.TryGetValue(\"theme\", out var theme)) { span.SetTag(\"a\", {|#0:theme|}); }")]
    [InlineData("span.SetTag(\"a\", {|#0:user.Password|});")]
    [InlineData("span.SetTag(\"a\", {|#0:$\"{user.Password}!\"|});")]
    [InlineData("span.SetTag(\"app.api_key\", {|#0:text|});")]
    [InlineData("activity?.SetTag(\"client-secret\", {|#0:text|});")]
    [InlineData("var accessToken = Hash(text) + text; span.SetTag(\"a\", {|#0:accessToken|});")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", {|#0:apiKey|}));")]
    [InlineData("_ = 1;", "[TracedStage(\"x\")] partial void Stage([{|#0:SpanTag(\"a\")|}] string apiKey); void StageCore(string apiKey) { }")]
    [InlineData("_ = 1;", "[TracedStage(\"x\")] partial void Stage([{|#0:SpanTag(\"a\", Path = \"Password\")|}] User user); void StageCore(User user) { }")]
    public Task A_value_with_the_name_of_a_secret_is_an_information(string statements, string members = "") =>
        Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members), Verify.Diagnostic().WithLocation(0).WithSeverity(DiagnosticSeverity.Info));

    [Theory]
    [InlineData("span.SetTag(\"a\", Hash(http.Request.Headers.Authorization.ToString()));")]
    [InlineData("span.SetTag(\"a\", http.Request.Headers.Authorization.Count);")]
    [InlineData("span.SetTag(\"a\", http.Request.Headers.Authorization.ToString().Length);")]
    [InlineData("span.SetTag(\"a\", http.Request.Headers.Authorization.Count > 0);")]
    [InlineData("span.SetTag(\"a\", AuthenticationHeaderValue.Parse(text).Scheme);")]
    [InlineData("span.SetTag(\"a\", http.Request.Headers.UserAgent.ToString());")]
    [InlineData("span.SetTag(\"a\", http.Request.Headers[\"x-request-id\"]);")]
    [InlineData("span.SetTag(\"a\", new NetworkCredential().UserName);")]
    [InlineData("span.SetTag(\"a\", http.Request.Headers.TryGetValue(\"Authorization\", out _));")]
    [InlineData("if (http.Request.Headers.TryGetValue(\"x-request-id\", out var id)) { span.SetTag(\"a\", id); }")]
    [InlineData("span.SetTag(\"a\", new HttpRequestMessage().Headers.GetValues(\"x-request-id\").First());")]
    [InlineData("if (new Dictionary<string, string>().TryGetValue(\"Authorization\", out var found)) { span.SetTag(\"a\", found); }")]
    [InlineData("var pairs = KeyValuePair.Create(\"a\", http.Request.Headers.Authorization);")]
    [InlineData("var keys = new Dictionary<string, string>(); span.SetTag(\"a\", keys[\"Authorization\"]);")]
    [InlineData("var header = http.Request.Headers.Authorization.ToString(); span.SetTag(\"a\", text); Hash(header);")]
    [InlineData("text = http.Request.Headers.Authorization.ToString(); Hash(text);")]
    [InlineData("span.SetTag(\"a\", user.ApiKeyAlias);")]
    [InlineData("span.SetTag(\"a\", user.PasswordLength);")]
    [InlineData("span.SetTag(\"gen_ai.request.max_tokens\", 5);")]
    [InlineData("long max_tokens = 5, token = 2; span.SetTag(\"tokens\", max_tokens + token);")]
    [InlineData("span.SetTag(\"litellm.api_key.hash\", text);")]
    [InlineData("span.SetTag(\"app.api_key\", Hash(text));")]
    [InlineData("span.SetTag(\"app.has_password\", text.Length > 0);")]
    [InlineData("span.SetTag(\"auth.password\", \"none\");")]
    [InlineData("span.SetTag(\"a\", nameof(apiKey));")]
    [InlineData("span.SetTag(\"key\", text);")]
    [InlineData("new HttpRequestMessage().Headers.Authorization = new AuthenticationHeaderValue(\"Bearer\", apiKey);")]
    [InlineData("var pairs = new KeyValuePair<string, object?>(\"a\", apiKey);")]
    [InlineData("var pairs = new Dictionary<string, string> { [\"api_key\"] = apiKey };")]
    [InlineData("_ = 1;", "[TracedStage(\"x\")] partial void Stage([SpanTag(\"a\", Path = \"ApiKeyAlias\")] User user, [SpanTag(\"b\")] int token, [SpanTag(\"c\", Path = \"Length\")] string apiKey); void StageCore(User user, int token, string apiKey) { }")]
    public Task Leaves_alone(string statements, string members = "") => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members));

    [Theory]
    [InlineData("span.SetTag(\"a\", {|#0:http.Request.Headers.Authorization|});", "A secret ('IHeaderDictionary.Authorization') is written to the attribute 'a', which every backend receives; remove it or write its hash")]
    [InlineData("activity!.DisplayName = {|#0:http.Request.Headers[\"api-key\"].ToString()|};", "A secret (the header 'api-key') is written to a span's name, which every backend receives; remove it or write its hash")]
    public Task Says_what_and_where(string statements, string message) => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method(statements), Verify.Diagnostic().WithLocation(0).WithSeverity(DiagnosticSeverity.Error).WithMessage(message));

    [Theory]
    [InlineData("span.SetTag(\"a\", [|http.Request.Headers.Authorization|]);\n        span.SetTag(\"b\", 1);", "span.SetTag(\"b\", 1);")]
    [InlineData("span.SetTag(\"a\", [|http.Request.Headers.Authorization|]).SetTag(\"b\", 1);", "span.SetTag(\"b\", 1);")]
    [InlineData("span.SetTag(\"b\", 1).SetTag(\"a\", [|http.Request.Headers.Authorization|]);", "span.SetTag(\"b\", 1);")]
    [InlineData("activity?.SetTag(\"a\", [|http.Request.Headers.Authorization|]);\n        span.SetTag(\"b\", 1);", "span.SetTag(\"b\", 1);")]
    [InlineData("using var started = LlmSpan.StartStage(\"x\", [new(\"b\", 1), new(\"a\", [|http.Request.Headers.Authorization|])]);", "using var started = LlmSpan.StartStage(\"x\", [new(\"b\", 1)]);")]
    public Task Removes_the_attribute(string statements, string fixedStatements) => Verify.VerifyCodeFixAsync(TelemetryCode.Method(statements), TelemetryCode.Method(fixedStatements));

    [Theory]
    [InlineData("span.SetTag(\"a\", [|http.Request.Headers.Authorization|]);", "span.SetTag(\"a\", LlmCaller.HashKey(http.Request.Headers.Authorization.ToString()));")]
    [InlineData("span.SetTag(\"app.api_key\", [|text|]);", "span.SetTag(\"app.api_key\", LlmCaller.HashKey(text));")]
    [InlineData("using var started = LlmSpan.StartStage(\"x\", [new(\"a\", [|apiKey|])]);", "using var started = LlmSpan.StartStage(\"x\", [new(\"a\", LlmCaller.HashKey(apiKey))]);")]
    public Task Writes_the_hash(string statements, string fixedStatements) => new RuleFixTest<SecretInTag, SecretInTagFix>
    {
        TestCode = TelemetryCode.Method(statements),
        FixedCode = TelemetryCode.Method(fixedStatements),
        CodeActionEquivalenceKey = "Write the hash of the secret",
    }.RunAsync();

    [Theory]
    [InlineData("Action<int> write = i => span.SetTag(\"a\", [|http.Request.Headers.Authorization|]);")]
    [InlineData("new List<int>().ForEach(i => span.SetTag(\"a\", [|http.Request.Headers.Authorization|])); void Local() => span.SetTag(\"a\", [|http.Request.Headers.Authorization|]);")]
    public Task Keeps_the_only_call_of_a_body(string statements) => new RuleFixTest<SecretInTag, SecretInTagFix>
    {
        CodeActionEquivalenceKey = "Remove the attribute",
        TestCode = TelemetryCode.Method(statements),
        FixedCode = TelemetryCode.Method(statements),
    }.RunAsync();

    [Fact]
    public Task Keeps_the_name_of_a_span() => new RuleFixTest<SecretInTag, SecretInTagFix>
    {
        CodeActionEquivalenceKey = "Remove the attribute",
        TestCode = TelemetryCode.Method("using var started = Source.StartActivity([|http.Request.Headers.Authorization.ToString()|]);"),
        FixedCode = TelemetryCode.Method("using var started = Source.StartActivity([|http.Request.Headers.Authorization.ToString()|]);"),
    }.RunAsync();
}
