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
    [InlineData("litellm_of_tomorrow")]
    [InlineData("langfuse_of_tomorrow")]
    [InlineData("input_cost_per_thought")]
    public void Names_of_secrets_and_new_names_of_LiteLLM_are_removed(string name) =>
        Assert.Equal(FieldUse.Removed, FieldRules.UseOf(name, WireFormats.ChatCompletions, providerOwnsMetadata: false));

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
