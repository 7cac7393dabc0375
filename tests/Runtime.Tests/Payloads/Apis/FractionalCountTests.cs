using System.Text;
using TracedLlm.Apis;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>Cohere's API defines counts as numbers with a fraction.</summary>
public sealed class FractionalCountTests
{
    [Theory]
    [InlineData("embeddings", """{"meta":{"billed_units":{"input_tokens":12.0}}}""", 12L, null, null)]
    [InlineData("embeddings", """{"meta":{"tokens":{"input_tokens":1.2e1}}}""", 12L, null, null)]
    [InlineData("embeddings", """{"prompt_eval_count":12}""", 12L, null, null)]
    [InlineData("embeddings", """{"meta":{"billed_units":{"input_tokens":-1.0}}}""", null, null, null)]
    [InlineData("rerank", """{"results":[],"meta":{"billed_units":{"search_units":1.0},"tokens":{"input_tokens":12.0,"output_tokens":3.0}}}""", 12L, 3L, 1L)]
    [InlineData("rerank", """{"results":[],"meta":{"billed_units":{"search_units":2}},"usage":{"total_tokens":12}}""", 12L, null, 2L)]
    [InlineData("rerank", """{"results":[],"meta":{"billed_units":{"search_units":-2.5},"tokens":{"input_tokens":-12.5,"output_tokens":1e300}}}""", null, null, null)]
    public void A_count_with_a_fraction_is_read(string api, string json, long? input, long? output, long? searches)
    {
        var reader = ApiPayloads.ReaderFor(new ApiFixture(api, "cohere").Row, content: false)!;

        reader.OnJson(Encoding.UTF8.GetBytes(json));

        var facts = ReadFacts.Of(reader);
        Assert.Equal((input, output), (facts.Input, facts.Output));
        Assert.Equal(searches, facts.Attributes.Find(attribute => attribute.Key == "litellm.usage.search_units").Value);
    }
}
