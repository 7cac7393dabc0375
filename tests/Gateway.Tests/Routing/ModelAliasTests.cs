using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary><c>model_group_alias</c>: other names of models.</summary>
public sealed class ModelAliasTests
{
    private const string Aliases = "router_settings: { num_retries: 0, model_group_alias: { gpt-4: gpt, secret: { model: gpt-4, hidden: true }, shown: { model: spare, hidden: false }, both: spare, any: openai/x }, fallbacks: [{ gpt: [shown] }] }";

    private static readonly (string, string, string)[] Models = [("gpt", "one", ""), ("spare", "two", ""), ("both", "three", ""), ("'openai/*'", "three", "")];

    [Theory]
    [InlineData("gpt-4", "one")]
    [InlineData("secret", "one")]
    [InlineData("shown", "two")]
    [InlineData("both", "two")]
    [InlineData("any", "three")]
    public async Task An_alias_is_served_by_its_model(string alias, string provider)
    {
        await using var gateway = await StartAsync(Models, Aliases);

        Assert.Equal($"200: {provider} initial only_deployment 200", await gateway.RouteAsync(model: alias));
        Assert.StartsWith("""{"model":"m-""", Assert.Single(gateway.RequestsOf(provider)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_has_the_fallbacks_of_its_model_and_may_be_a_fallback()
    {
        await using var gateway = await StartAsync(Models, Aliases);
        gateway.Answers["one"] = Fails(500);

        Assert.Equal("200: one initial only_deployment 500 > two fallback fallback 200", await gateway.RouteAsync(model: "secret"));
    }

    [Fact]
    public async Task The_list_of_models_has_the_aliases_that_are_not_hidden()
    {
        await using var gateway = await StartAsync(Models, Aliases);

        var list = await gateway.Gateway.Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative));

        Assert.Equal(
            ["gpt", "spare", "both", "openai/*", "gpt-4", "shown", "any"],
            System.Text.Json.Nodes.JsonNode.Parse(list)!["data"]!.AsArray().Select(model => (string)model!["id"]!));
        Assert.Contains("\"id\":\"gpt-4\"", await gateway.Gateway.Client.GetStringAsync(new Uri("/v1/models/gpt-4", UriKind.Relative)), StringComparison.Ordinal);
    }
}
