using TracedLlm.Samples.Gateway.Tests.Hosting;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>Parameters of a deployment for requests that lack them.</summary>
public sealed class DefaultFieldsTests
{
    [Theory]
    [InlineData("temperature: 0.2, max_tokens: 5", "", ""","temperature":0.2,"max_tokens":5""")]
    [InlineData("temperature: 0.2, max_tokens: 5", "\"temperature\":1", ""","temperature":1,"max_tokens":5""")]
    [InlineData("temperature: 0.2", "\"temperature\":null", ""","temperature":null""")]
    [InlineData("max_tokens: 5", "\"max_completion_tokens\":9", ""","max_completion_tokens":9""")]
    [InlineData("stop: [a, 'b'], response_format: { type: json_object }, parallel_tool_calls: no", "", ""","stop":["a","b"],"response_format":{"type":"json_object"},"parallel_tool_calls":false""")]
    [InlineData("tool_choice: none, safe_prompt: true", "", ""","safe_prompt":true,"tool_choice":"none" """)]
    [InlineData("tool_choice: none", "\"tool_choice\":\"auto\"", ""","tool_choice":"auto" """)]
    [InlineData("voice: alloy, size: 1024x1024", "", "")]
    [InlineData("num_ctx: 9, temperature: 1", "", ""","temperature":1""")]
    [InlineData("extra_body: { enable_thinking: false, chat_template_kwargs: { a: [1, 'x', ~] } }", "", ""","enable_thinking":false,"chat_template_kwargs":{"a":[1,"x",null]}""")]
    [InlineData("extra_body: { temperature: 0.5 }, temperature: 0.2", "", ""","temperature":0.2""")]
    [InlineData("extra_body: { top_k: 3 }", "\"top_k\":9", ""","top_k":9""")]
    [InlineData("reasoning_effort: os.environ/EFFORT", "", ""","reasoning_effort":"low" """)]
    [InlineData("", "", "")]
    public async Task A_provider_gets_them_where_the_request_lacks_them(string parameters, string fields, string expected)
    {
        await using var gateway = await StartAsync([("gpt", "one", parameters)], "environment_variables: { EFFORT: low }");

        using var response = await gateway.PostAsync(fields);

        Assert.Equal($$"""{"model":"m-one","messages":[]{{expected.TrimEnd()}}}""", Assert.Single(gateway.RequestsOf("one")).Body);
    }

    [Theory]
    [InlineData("/v1/embeddings", """{"model":"gpt","input":"a"}""", """{"model":"m-one","input":"a","dimensions":8}""")]
    [InlineData("/v1/responses", """{"model":"gpt","input":"a"}""", """{"model":"m-one","input":"a","temperature":0.2}""")]
    [InlineData("/v1/moderations", """{"model":"gpt","input":"a"}""", """{"model":"m-one","input":"a"}""")]
    public async Task An_API_gets_those_that_it_has(string path, string body, string expected)
    {
        await using var gateway = await StartAsync([("gpt", "one", "temperature: 0.2, dimensions: 8")]);

        using var response = await gateway.Gateway.PostAsync(path, body);

        Assert.Equal(expected, Assert.Single(gateway.RequestsOf("one")).Body);
    }

    [Fact]
    public async Task A_retry_has_those_of_its_own_deployment()
    {
        await using var gateway = await StartAsync([("gpt", "one", "temperature: 0.1"), ("gpt", "two", "top_p: 0.5")]);
        gateway.Answers["one"] = Fails(500);

        using var response = await gateway.PostAsync();

        Assert.Equal("""{"model":"m-one","messages":[],"temperature":0.1}""", Assert.Single(gateway.RequestsOf("one")).Body);
        Assert.Equal("""{"model":"m-two","messages":[],"top_p":0.5}""", Assert.Single(gateway.RequestsOf("two")).Body);
    }

    [Fact]
    public async Task A_large_request_gets_them_too()
    {
        await using var gateway = await StartAsync([("gpt", "one", "temperature: 0.1")]);
        var text = new string('x', 2 * 1024 * 1024);

        using var response = await gateway.PostAsync($"\"user\":\"{text}\"");

        Assert.Equal($$"""{"model":"m-one","messages":[],"user":"{{text}}","temperature":0.1}""", Assert.Single(gateway.RequestsOf("one")).Body);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("stream")]
    [InlineData("metadata")]
    [InlineData("api_key")]
    [InlineData("fallbacks")]
    public void A_field_of_the_gateway_cannot_be_in_extra_body(string name) => Assert.StartsWith(
        $"config.yaml:1: model_list[0].litellm_params.extra_body.{name} is a field of the gateway",
        Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, extra_body: {{ {name}: x }} }} }}]")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_parameter_that_no_API_of_the_provider_has_is_a_warning() => Assert.Equal(
        ["the parameters reasoning_effort, verbosity of 'a' have no effect: no API of anthropic has a field of this name. Write the provider's own fields in extra_body"],
        TestConfiguration.Read("model_list: [{ model_name: a, litellm_params: { model: anthropic/a, reasoning_effort: low, verbosity: low, temperature: 1 } }]").Warnings);
}
