using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Keys;

/// <summary>Who may use the gateway is stated, or the gateway does not start.</summary>
public sealed class AccessTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";
    private const string OpenToAll = Models + "general_settings: { allow_unauthenticated: true }";

    [Theory]
    [InlineData("")]
    [InlineData("general_settings:")]
    [InlineData("general_settings: { master_key: null, keys: [] }")]
    [InlineData("general_settings: { allow_unauthenticated: false }")]
    public void Without_a_key_the_gateway_does_not_start(string general)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(Models + general));

        Assert.Equal(
            "config.yaml: there is no key, and everybody could use the gateway. Set general_settings.master_key or the environment variable LITELLM_MASTER_KEY, "
            + "or general_settings.allow_unauthenticated: true if everybody may",
            error.Message);
    }

    [Theory]
    [InlineData("", "sk-env", "sk-env")]
    [InlineData("general_settings: { master_key: null }", " sk-env\n", "sk-env")]
    [InlineData("general_settings: { master_key: sk-file }", "sk-env", "sk-file")]
    [InlineData("general_settings: { master_key: sk-file }", null, "sk-file")]
    public void The_master_key_of_the_environment_counts_where_the_file_has_none(string general, string? variable, string expected)
    {
        var key = Assert.Single(Read(Models + general, variable).Keys);

        Assert.Equal(("master_key", true), (key.Alias, key.Matches(ApiKey.ComputeHash(expected))));
    }

    [Fact]
    public void The_master_key_of_the_environment_joins_the_keys_of_the_file() => Assert.Equal(
        ["master_key", "a"], Read(Models + "general_settings: { keys: [{ key: sk-a, key_alias: a }] }", "sk-env").Keys.Select(key => key.Alias));

    [Fact]
    public void A_key_that_the_environment_repeats_keeps_its_owner() => Assert.Equal(
        ["a"], Read(Models + "general_settings: { keys: [{ key: sk-a, key_alias: a }] }", "sk-a").Keys.Select(key => key.Alias));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_variable_is_no_key(string variable) => Assert.Throws<ConfigurationException>(() => Read(Models, variable));

    [Fact]
    public void A_gateway_that_everybody_may_use_says_so()
    {
        var configuration = Read(OpenToAll);

        Assert.Empty(configuration.Keys);
        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void Keys_count_although_the_file_allows_requests_without_a_key()
    {
        var configuration = Read(OpenToAll, "sk-env");

        Assert.Single(configuration.Keys);
        Assert.Equal(["general_settings.allow_unauthenticated has no effect: there are keys, and the gateway accepts only requests with one of them"], configuration.Warnings);
    }

    [Theory]
    [InlineData("http://localhost:4000")]
    [InlineData("http://127.0.0.1:4000")]
    [InlineData("http://127.8.0.1:4000")]
    [InlineData("http://[::1]:4000")]
    [InlineData("http://unix:/tmp/gateway.sock")]
    public void On_one_machine_an_open_gateway_is_no_danger(string address)
    {
        Assert.Empty(AccessWarnings.For(Read(OpenToAll), [address]));
        Assert.Empty(AccessWarnings.For(Read(Models, "sk-1234"), [address]));
    }

    [Theory]
    [InlineData("http://0.0.0.0:4000")]
    [InlineData("http://[::]:4000")]
    [InlineData("http://*:4000")]
    [InlineData("https://192.0.2.2:4000")]
    [InlineData("http://gateway.example.com")]
    public void An_open_gateway_that_other_machines_reach_is_warned_about(string address)
    {
        Assert.Equal(
            [$"general_settings.allow_unauthenticated is true, and other machines can reach {address}: everybody can use the gateway's keys at the providers. Set general_settings.master_key or LITELLM_MASTER_KEY, or listen on localhost"],
            AccessWarnings.For(Read(OpenToAll), ["http://localhost:1", address]));
        Assert.Equal(
            [$"the key 'master_key' is in the documentation of gateways, so that everybody knows it, and other machines can reach {address}. Choose another key"],
            AccessWarnings.For(Read(Models, "sk-1234"), ["http://localhost:1", address]));
        Assert.Empty(AccessWarnings.For(Read(Models, "sk-own"), [address]));
    }

    [Fact]
    public void A_key_without_a_name_is_named_by_its_hash()
    {
        var configuration = Read(Models + "general_settings: { keys: [{ key: sk-1234 }] }");

        Assert.StartsWith(
            $"the key '{configuration.Keys[0].Hash[..12]}' is in the documentation",
            Assert.Single(AccessWarnings.For(configuration, ["http://*:4000"])),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_warning_is_in_the_log()
    {
        await using var gateway = await GatewayProcess.StartAsync(OpenToAll, "http://0.0.0.0:0");

        await gateway.WaitForOutputAsync("other machines can reach http://0.0.0.0:");
    }

    [Theory]
    [InlineData("X Key")]
    [InlineData("X-Key:")]
    public void The_name_of_a_header_is_checked(string name)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read($"{Models}general_settings: {{ master_key: a, litellm_key_header_name: '{name}' }}"));

        Assert.Equal($"config.yaml:2: general_settings.litellm_key_header_name must be the name of a header, such as X-Gateway-Key, not '{name}'", error.Message);
    }

    private static GatewayConfiguration Read(string yaml, string? masterKey = null) =>
        ConfigurationReader.Read(yaml, "config.yaml", name => name == GeneralSettingsReader.MasterKeyVariable ? masterKey : null);
}
