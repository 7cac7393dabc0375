using System.Runtime.CompilerServices;

namespace TracedLlm.Tests.Cost;

/// <summary>Which entry of a price file a model has, and what a wrong file says.</summary>
public sealed class ModelPriceTableTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"prices-{Guid.NewGuid():N}.json");

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_text_that_is_too_long_for_a_name_is_looked_up_and_not_kept(int length, bool isKept)
    {
        var table = Load("""{ "gpt-4o": { "input_cost_per_token": 1, "litellm_provider": "openai" } }""");

        var model = LookUp(table, length);

        GC.Collect();
        Assert.Equal(isKept, model.IsAlive);
        GC.KeepAlive(table);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference LookUp(ModelPriceTable table, int length)
        {
            var model = new string('m', length);
            Assert.Null(table.FindPrices("openai", model, deployment: null));
            return new WeakReference(model);
        }
    }

    [Theory]
    [InlineData("openai", "gpt-4o", 1)]
    [InlineData("openai", "GPT-4o", 1)]
    [InlineData(null, "gpt-4o", 1)]
    [InlineData("openai", "gpt-4o-2024-08-06", 2)] // Has an entry of its own.
    [InlineData("openai", "gpt-4o-2031-01-01", 1)] // Has none.
    [InlineData("azure.ai.openai", "gpt-4o", 3)]
    [InlineData("azure", "azure/gpt-4o", 3)]
    [InlineData("openai", "ft:gpt-4o:org:name:id", 4)]
    [InlineData("gcp.gemini", "gemini-2.5-pro", 5)]
    [InlineData("gcp.gemini", "models/gemini-2.5-pro", 5)]
    [InlineData("gcp.vertex_ai", "gemini-2.5-pro", 6)]
    [InlineData("gcp.vertex_ai", "projects/p/locations/us/publishers/google/models/gemini-2.5-pro", 6)]
    [InlineData("gcp.vertex_ai", "claude-sonnet-4-5@20250929", 7)]
    [InlineData("aws.bedrock", "anthropic.claude-sonnet-4-5-v1:0", 8)]
    [InlineData("aws.bedrock", "us.anthropic.claude-sonnet-4-5-v1:0", 9)] // Has an entry of its own.
    [InlineData("aws.bedrock", "eu.anthropic.claude-sonnet-4-5-v1:0", 8)] // Has none.
    [InlineData("cohere", "command-r", 10)]
    [InlineData("openai", "gemini-2.5-pro", null)] // Another provider's model.
    [InlineData("acme", "gpt-4o", null)]
    [InlineData("openai", "gpt-4o-mine", null)]
    [InlineData("openai", "sample_spec", null)]
    [InlineData("openai", "tiered", null)]
    [InlineData("openai", "", null)]
    [InlineData("openai", "/", null)]
    public void A_model_has_the_entry_of_its_provider(string? provider, string model, int? price)
    {
        var table = Load("""
            {
              "sample_spec": { "input_cost_per_token": "explains the field", "litellm_provider": "one of the providers" },
              "gpt-4o": { "input_cost_per_token": 1, "litellm_provider": "openai", "max_tokens": "any", "supports_vision": true, "input_cost_per_thought": "x" },
              "gpt-4o-2024-08-06": { "input_cost_per_token": 2, "litellm_provider": "openai" },
              "azure/gpt-4o": { "input_cost_per_token": "3.0", "litellm_provider": "azure" },
              "ft:gpt-4o": { "input_cost_per_token": 4e0, "litellm_provider": "openai", "output_cost_per_token": null },
              "gemini/gemini-2.5-pro": { "input_cost_per_token": 5, "litellm_provider": "gemini" },
              "gemini-2.5-pro": { "input_cost_per_token": 6, "litellm_provider": "vertex_ai-language-models" },
              "vertex_ai/claude-sonnet-4-5": { "input_cost_per_token": 7, "litellm_provider": "vertex_ai-anthropic_models" },
              "anthropic.claude-sonnet-4-5-v1:0": { "input_cost_per_token": 8, "litellm_provider": "bedrock_converse" },
              "us.anthropic.claude-sonnet-4-5-v1:0": { "input_cost_per_token": 9, "litellm_provider": "bedrock_converse" },
              "command-r": { "input_cost_per_token": 10, "litellm_provider": "cohere_chat" },
              "tiered": { "input_cost_per_token": 11, "litellm_provider": "openai", "tiered_pricing": [{ "range": [0, 1000], "input_cost_per_token": 12 }] },
              "free of prices": { "litellm_provider": "openai" }
            }
            """);

        Assert.Equal(price, table.FindPrices(provider, model, null)?.Find("input_cost_per_token"));
        Assert.Equal(price, table.FindPrices(provider, model, "kept from the first look-up")?.Find("input_cost_per_token"));
        Assert.Equal(10, table.Count);
    }

    [Theory]
    [InlineData("""{ "a": { "input_cost_per_token": "cheap" } }""", "model 'a', field 'input_cost_per_token': \"cheap\" is no price. Write a number of USD that is not negative, or remove the field.")]
    [InlineData("""{ "a": { "output_cost_per_token_above_200k_tokens_priority": -1 } }""", "model 'a', field 'output_cost_per_token_above_200k_tokens_priority': -1 is no price.")]
    [InlineData("""{ "a": { "input_cost_per_second": true } }""", "model 'a', field 'input_cost_per_second': true is no price.")]
    [InlineData("""{ "a": { "input_cost_per_token": 1e999 } }""", "model 'a', field 'input_cost_per_token': 1e999 is no price.")]
    [InlineData("""{ "a": { "input_cost_per_token": [1] } }""", "model 'a', field 'input_cost_per_token': [1] is no price.")]
    [InlineData("""{ "a": { "search_context_cost_per_query": { "search_context_size_medium": "x" } } }""", "field 'search_context_cost_per_query.search_context_size_medium': \"x\" is no price.")]
    [InlineData("""{ "a": 1 }""", "model 'a': the entry is no object.")]
    [InlineData("""[]""", "is no JSON object")]
    [InlineData("""{ "a": """, "is no JSON: ")]
    [InlineData("", "is no JSON: ")]
    public void A_wrong_file_says_where_it_is_wrong(string json, string problem)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Load(json));

        Assert.StartsWith($"The price file '{_path}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    // The prices of dall-e-3 depend on the size and the quality, which its entry of another form has.
    [Fact]
    public void A_model_with_entries_of_sizes_has_no_price_per_image()
    {
        var table = Load("""
            {
              "dall-e-3": { "litellm_provider": "openai", "input_cost_per_image": 0.04, "input_cost_per_request": 1 },
              "azure/hd/1024-x-1024/dall-e-3": { "litellm_provider": "azure", "input_cost_per_pixel": 7e-08 },
              "imagen": { "litellm_provider": "openai", "output_cost_per_image": 0.02 }
            }
            """);

        Assert.Null(table.FindPrices("openai", "dall-e-3", null)!.Find("input_cost_per_image"));
        Assert.Equal(1, table.FindPrices("openai", "dall-e-3", null)!.Find("input_cost_per_request"));
        Assert.Equal(0.02, table.FindPrices("openai", "imagen", null)!.Find("output_cost_per_image"));
    }

    [Theory]
    [InlineData("builtin", true)]
    [InlineData("BuiltIn", true)]
    [InlineData("none", false)]
    public void The_setting_names_a_table(string setting, bool hasModels) =>
        Assert.Equal(hasModels, ModelPriceTable.FromSetting(setting).FindPrices("openai", "gpt-4o", null) is not null);

    [Fact]
    public void A_setting_that_names_no_file_is_named_in_the_message() => Assert.StartsWith(
        $"TracedLlm:ModelPrices: The price file '{_path}' cannot be read: ",
        Assert.Throws<InvalidOperationException>(() => ModelPriceTable.FromSetting(_path)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.StartsWith(
        $"The price file '{_path}' cannot be read: ",
        Assert.Throws<InvalidOperationException>(() => ModelPriceTable.Load(_path)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_is_no_fault()
    {
        File.WriteAllBytes(_path, [0xEF, 0xBB, 0xBF, .. """{ "a": { "input_cost_per_token": 1 } }"""u8]);

        Assert.Equal(1, ModelPriceTable.Load(_path).Count);
    }

    [Theory]
    [InlineData("input_cost_per_token", true)]
    [InlineData("cache_creation_input_token_cost_above_1hr_above_200k_tokens", true)]
    [InlineData("input_cost_per_token_above_272k_tokens_flex", true)]
    [InlineData("input_cost_per_token_above_512_tokens", true)]
    [InlineData("output_cost_per_token_batches", true)]
    [InlineData("input_cost_per_token_above_manyk_tokens", false)]
    [InlineData("input_cost_per_token_above__tokens", false)]
    [InlineData("input_cost_per_tokn", false)]
    [InlineData("litellm_provider", false)]
    public void Names_of_prices_are_known(string name, bool isKnown) => Assert.Equal(isKnown, ModelPrices.IsPriceName(name));

    [Fact]
    public void Prices_of_a_gateway_are_checked() => Assert.Throws<ArgumentException>(() => new ModelPrices([new("input_cost_per_token", double.NaN)]));

    [Theory]
    [InlineData("openai", "gpt-5.4")]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929")]
    [InlineData("aws.bedrock", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("azure.ai.openai", "gpt-4.1-2025-04-14")]
    [InlineData("gcp.gemini", "gemini-3-pro-preview")]
    [InlineData("cohere", "rerank-v3.5")]
    public void The_package_brings_prices(string provider, string model) => Assert.NotNull(ModelPriceTable.BuiltIn.FindPrices(provider, model, null));

    public void Dispose() => File.Delete(_path);

    private ModelPriceTable Load(string json)
    {
        File.WriteAllText(_path, json);
        return ModelPriceTable.Load(_path);
    }
}
