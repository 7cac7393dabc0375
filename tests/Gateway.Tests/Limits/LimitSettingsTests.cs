using Microsoft.Extensions.Configuration;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary>The limits of the file, of the host and of the operating system.</summary>
public sealed class LimitSettingsTests
{
    private const string OneModel = "model_list: [{ model_name: a, litellm_params: { model: openai/a } }]\n";

    [Theory]
    [InlineData(OneModel + "general_settings: { global_max_parallel_requests: 0 }", "general_settings.global_max_parallel_requests must be a whole number of 1 or more; remove it for no limit of its own")]
    [InlineData(OneModel + "general_settings: { global_max_parallel_requests: 1.5 }", "general_settings.global_max_parallel_requests must be a whole number of 1 or more")]
    [InlineData(OneModel + "general_settings: { global_max_parallel_requests: many }", "general_settings.global_max_parallel_requests must be a number of zero or more, not 'many'")]
    [InlineData(OneModel + "general_settings: { global_max_parallel_requests: 3000000000 }", "general_settings.global_max_parallel_requests must be a whole number of 1 or more")]
    [InlineData(OneModel + "general_settings: { max_parallel_requests: -1 }", "general_settings.max_parallel_requests must be a number of zero or more, not '-1'")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, max_parallel_requests: 0 }] }", "general_settings.keys[0].max_parallel_requests must be a whole number of 1 or more")]
    [InlineData(OneModel + "router_settings: { default_max_parallel_requests: 0 }", "router_settings.default_max_parallel_requests must be a whole number of 1 or more")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/a, max_parallel_requests: 0 } }]", "model_list[0].litellm_params.max_parallel_requests must be a whole number of 1 or more")]
    public void A_wrong_limit_stops_the_start(string yaml, string reason)
    {
        var error = Assert.Throws<ConfigurationException>(() => TestConfiguration.Read(yaml));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_are_null_are_absent()
    {
        var configuration = TestConfiguration.Read(OneModel + "general_settings: { global_max_parallel_requests: null, max_parallel_requests: null }");

        Assert.Null(configuration.GlobalMaxParallelRequests);
        Assert.Null(Assert.Single(configuration.Deployments).MaxParallelRequests);
        Assert.Empty(configuration.Warnings);
    }

    [Theory]
    [InlineData(null, 1024, 10_000)]
    [InlineData(1_048_576, 1024, 10_000)]
    [InlineData(20_000, 1024, 10_000)]
    [InlineData(4096, 512, 2048)]
    [InlineData(1024, 128, 512)]
    [InlineData(4, 1, 2)]
    public void Without_a_setting_the_descriptors_bound_the_limits(int? descriptors, int requests, int connections)
    {
        var limits = ServerLimits.Create(TestConfiguration.Read(OneModel), null, descriptors);

        Assert.Equal((requests, (long)connections), (limits.Requests, limits.Connections));
        Assert.Empty(limits.Warnings);
    }

    [Fact]
    public void Limits_that_are_set_count()
    {
        var limits = ServerLimits.Create(TestConfiguration.Read(OneModel + "general_settings: { global_max_parallel_requests: 5000 }"), 30, 20_000);

        Assert.Equal((5000, 30L), (limits.Requests, limits.Connections));
        Assert.Empty(limits.Warnings);
    }

    [Theory]
    [InlineData(30L, null, 512)]
    [InlineData(512L, null, 512)]
    [InlineData(513L, null, 513)]
    [InlineData(4096L, null, 4096)]
    [InlineData(5000L, null, 4096)]
    [InlineData(3_000_000_000L, null, 4096)]
    [InlineData(null, 1024, 512)]
    [InlineData(null, 100, 512)]
    [InlineData(null, 4096, 2048)]
    [InlineData(null, null, 4096)]
    public void As_many_connections_wait_as_the_server_takes_and_not_fewer_than_by_default(long? connections, int? descriptors, int expected) =>
        Assert.Equal(expected, ServerLimits.Create(TestConfiguration.Read(OneModel), connections, descriptors).Backlog);

    [Fact]
    public void A_limit_above_the_descriptors_is_a_warning()
    {
        var limits = ServerLimits.Create(TestConfiguration.Read(OneModel + "general_settings: { global_max_parallel_requests: 400 }"), 2000, 1024);

        Assert.Equal(
            [
                "general_settings.global_max_parallel_requests is 400, but the process may open 1024 files and sockets, and each request needs up to three: raise the limit (ulimit -n, LimitNOFILE), or lower the setting",
                "Kestrel:Limits:MaxConcurrentConnections is 2000, but the process may open 1024 files and sockets, and each connection needs one: raise the limit (ulimit -n, LimitNOFILE), or lower the setting",
            ],
            limits.Warnings);
    }

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             96365                96365                processes ", null)]
    public void The_soft_limit_of_descriptors_counts(string line, int? expected) =>
        Assert.Equal(expected, DescriptorLimit.Parse(["Limit                     Soft Limit           Hard Limit           Units     ", line]));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public void A_wrong_number_of_connections_stops_the_start(string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() => HostSettings.ReadMostConnections(Settings(value)));

        Assert.Equal($"Kestrel:Limits:MaxConcurrentConnections is '{value}'. Allowed: a whole number of 1 or more.", error.Message);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("5000", 5000L)]
    public void The_number_of_connections_is_a_setting(string? value, long? expected) => Assert.Equal(expected, HostSettings.ReadMostConnections(Settings(value)));

    private static IConfiguration Settings(string? value) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Kestrel:Limits:MaxConcurrentConnections"] = value }).Build();
}
