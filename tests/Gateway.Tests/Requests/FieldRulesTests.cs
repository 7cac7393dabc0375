using System.Text.Json;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

public sealed class FieldRulesTests
{
    [Fact]
    public void The_list_is_LiteLLMs() => Assert.Equal(354, KnownLiteLlmFields.All.Distinct().Count());

    [Fact]
    public void Every_field_of_LiteLLM_has_a_use_that_is_not_forwarding() =>
        Assert.DoesNotContain(KnownLiteLlmFields.All, name => LiteLlmFields.UseOf(name) is null or FieldUse.Forwarded);

    // `metadata` has its own rule, by the route.
    [Theory]
    [InlineData("chat completions", "")]
    [InlineData("messages", "metadata")]
    [InlineData("responses", "metadata")]
    [InlineData("embeddings", "")]
    [InlineData("Gemini", "")]
    [InlineData("Cohere chat", "")]
    [InlineData("Ollama show", "verbose")]
    [InlineData("Converse", "")]
    [InlineData("InvokeModel", "api_version")]
    [InlineData("fill-in-the-middle", "")]
    [InlineData("realtime", "client_secret")]
    public void The_provider_keeps_only_the_fields_of_its_own_API(string api, string kept)
    {
        var format = ServedRoutes.All.Select(route => route.Format).First(format => format.Name == api);

        Assert.Equal(
            kept,
            string.Join(' ', KnownLiteLlmFields.All.Where(name => FieldRules.UseOf(name, format, format.ProviderOwnsMetadata) == FieldUse.Forwarded).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("frequency_penalty")]
    [InlineData("max_completion_tokens")]
    [InlineData("prompt_cache_key")]
    [InlineData("a_field_of_tomorrow")]
    [InlineData("idempotency_key")]
    [InlineData("token_budget")]
    [InlineData("secretary")]
    [InlineData("token_ids")]
    [InlineData("nextPageToken")]
    [InlineData("clientRequestToken")]
    [InlineData("timings_per_token")]
    [InlineData("auth_mode")]
    [InlineData("sort_key")]
    [InlineData("key2")]
    [InlineData("max_tokens2")]
    [InlineData("Tags")]
    [InlineData("user")]
    public void Fields_of_providers_and_fields_that_nobody_knows_go_on(string name) =>
        Assert.Equal(FieldUse.Forwarded, FieldRules.UseOf(name, WireFormats.ChatCompletions, providerOwnsMetadata: false));

    [Theory]
    [InlineData("x_api_key")]
    [InlineData("someVendorApiKey")]
    [InlineData("SOME_VENDOR_API_KEY")]
    [InlineData("X-Auth-Token")]
    [InlineData("clientSecret")]
    [InlineData("db_password")]
    [InlineData("vendor-access-key")]
    [InlineData("credentials")]
    [InlineData("apikey")]
    [InlineData("token")]
    [InlineData("github_token")]
    [InlineData("hf_token_prod")]
    [InlineData("token2")]
    [InlineData("openai_key")]
    [InlineData("webhook_key")]
    [InlineData("jwt")]
    [InlineData("auth")]
    [InlineData("creds")]
    [InlineData("connection_string")]
    [InlineData("api_key2")]
    [InlineData("password1")]
    [InlineData("clientsecret")]
    [InlineData("accesstoken")]
    [InlineData("openaiapikey")]
    [InlineData("myvendorsverylongservicenamesapikey")]
    [InlineData("litellm_of_tomorrow")]
    [InlineData("langfuse_of_tomorrow")]
    [InlineData("input_cost_per_thought")]
    public void Names_of_secrets_and_new_names_of_LiteLLM_are_removed(string name) =>
        Assert.Equal(FieldUse.Removed, FieldRules.UseOf(name, WireFormats.ChatCompletions, providerOwnsMetadata: false));

    [Fact]
    public void What_the_trace_takes_for_a_secret_reaches_no_provider()
    {
        var secretWords = typeof(LlmTrace).Assembly.GetType("TracedLlm.Secrets.SecretWords", throwOnError: true)!
            .GetMethod("IsSecret", [typeof(ReadOnlySpan<char>)])!.CreateDelegate<IsSecretName>();
        string[] words =
        [
            "account", "api", "apikey", "auth", "bearer", "budget", "bytes", "cached", "conn", "connection", "cookie", "count", "customer", "db", "github", "header", "key", "keys",
            "max", "openai", "page", "pass", "password", "phrase", "private", "prod", "prompt", "public", "secret", "session", "str", "string", "token", "tokens", "2", "webhook", "word",
        ];
        var names = words.Concat(words.SelectMany(first => words.Select(second => $"{first}_{second}")))
            .Concat(words.SelectMany(first => words.SelectMany(second => words.Select(third => $"{first}_{second}_{third}"))));

        Assert.DoesNotContain(names, name => secretWords(name) && !SecretNames.Contains(name));
    }

    private delegate bool IsSecretName(ReadOnlySpan<char> name);

    [Theory]
    [InlineData("num_retries", nameof(FieldUse.Honoured))]
    [InlineData("guardrails[]", nameof(FieldUse.Honoured))]
    [InlineData("metadata[a]", nameof(FieldUse.Honoured))]
    [InlineData("api_base", nameof(FieldUse.Allowed))]
    [InlineData("base_url", nameof(FieldUse.Allowed))]
    [InlineData("api_key", nameof(FieldUse.Allowed))]
    [InlineData("extra_body", nameof(FieldUse.Refused))]
    [InlineData("user_config", nameof(FieldUse.Refused))]
    [InlineData("model_list", nameof(FieldUse.Refused))]
    [InlineData("max_retries", nameof(FieldUse.Removed))]
    [InlineData("standard_callback_dynamic_params", nameof(FieldUse.Removed))]
    public void Fields_of_LiteLLM_have_the_use_of_the_table(string name, string use) =>
        Assert.Equal(use, FieldRules.UseOf(name, WireFormats.ChatCompletions, providerOwnsMetadata: false).ToString());

    [Theory]
    [InlineData("order", nameof(FieldUse.Forwarded))]
    [InlineData("metadata[a]", nameof(FieldUse.Forwarded))]
    [InlineData("include[]", nameof(FieldUse.Forwarded))]
    [InlineData("tags", nameof(FieldUse.Honoured))]
    [InlineData("access_token", nameof(FieldUse.Removed))]
    [InlineData("api_key", nameof(FieldUse.Allowed))]
    public void A_query_has_rules_of_its_own(string name, string use) => Assert.Equal(use, FieldRules.UseInQuery(name, WireFormats.Files).ToString());

    [Theory]
    [InlineData("tags", nameof(FieldUse.Forwarded))]
    [InlineData("ttl", nameof(FieldUse.Forwarded))]
    [InlineData("guardrails", nameof(FieldUse.Forwarded))]
    [InlineData("password", nameof(FieldUse.Forwarded))]
    [InlineData("dd_api_key", nameof(FieldUse.Removed))]
    [InlineData("langfuse_secret_key", nameof(FieldUse.Honoured))]
    [InlineData("litellm_metadata", nameof(FieldUse.Honoured))]
    [InlineData("api_key", nameof(FieldUse.Allowed))]
    public void A_pass_through_keeps_what_may_be_its_providers(string name, string use)
    {
        Assert.Equal(use, FieldRules.UseOf(name, WireFormats.PassThrough, providerOwnsMetadata: true).ToString());
        Assert.Equal(use, FieldRules.UseInQuery(name, WireFormats.PassThrough).ToString());
    }

    [Fact]
    public void The_trace_keys_are_the_documented_keys_that_a_request_sets()
    {
        var page = File.ReadAllLines(Path.Combine(Root(), "docs", "metadata.md"));
        var keys = page.Where(line => line.Contains("| request |", StringComparison.Ordinal) || line.Contains("| both |", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

        Assert.All(keys, key => Assert.True(TraceKeys.Contains(key), key));
        Assert.False(TraceKeys.Contains("user_id"));
        Assert.False(TraceKeys.Contains("customer"));
    }

    [Fact]
    public void Settings_of_backends_in_a_providers_metadata_are_named_in_the_log()
    {
        var body = JsonElement.Parse("""{"model":"m","metadata":{"user_id":"u","session_id":"s","otel_headers":"a=b","langfuse_host":"https://a"}}""");

        Assert.Equal(
            [("metadata.otel_headers", FieldUse.Removed), ("metadata.langfuse_host", FieldUse.Removed)],
            new JsonFields(WireFormats.Messages, providerOwnsMetadata: true).Find(body)!.Select(field => (field.Name, field.Use)));
        Assert.Null(new JsonFields(WireFormats.ChatCompletions, providerOwnsMetadata: false).Find(JsonElement.Parse("""{"model":"m","langfuse":{}}""")));
    }

    [Fact]
    public void A_body_without_fields_of_the_gateway_costs_no_memory()
    {
        var body = JsonElement.Parse("""{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":1,"a_field_of_tomorrow":{}}""");
        var fields = new JsonFields(WireFormats.ChatCompletions, providerOwnsMetadata: false);
        Assert.Null(fields.Find(body));

        var before = GC.GetAllocatedBytesForCurrentThread();
        fields.Find(body);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Generators.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
