using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>The three bounds as settings.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Bounds_are_read_from_the_configuration()
    {
        var options = Read(("MaxRequestLookahead", "1024"), ("RequestLookaheadTimeout", "00:00:00.250"), ("MaxTotalRequestLookahead", "5000000000"));

        Assert.Equal(
            (1024, TimeSpan.FromMilliseconds(250), 5_000_000_000),
            (options.MaxRequestLookahead, options.RequestLookaheadTimeout, options.MaxTotalRequestLookahead));
    }

    [Theory]
    [InlineData("MaxRequestLookahead", "8 MiB", "TracedLlm:MaxRequestLookahead is '8 MiB'. Allowed: a whole number of bytes from 0 to 1073741824.")]
    [InlineData("RequestLookaheadTimeout", "soon", "TracedLlm:RequestLookaheadTimeout is 'soon'. Allowed: a time such as 00:30:00 or 1.00:00:00, from 00:00:00.0010000 to 1.00:00:00.")]
    [InlineData("MaxTotalRequestLookahead", "-1", "TracedLlm:MaxTotalRequestLookahead is '-1'. Allowed: a whole number of bytes from 0 to 4611686018427387903.")]
    [InlineData("MaxRequestLookahead", "-1", "TracedLlm:MaxRequestLookahead is '-1'. Allowed: a whole number of bytes from 0 to 1073741824.")]
    [InlineData("RequestLookaheadTimeout", "00:00:00", "TracedLlm:RequestLookaheadTimeout is '00:00:00'. Allowed: a time such as 00:30:00 or 1.00:00:00, from 00:00:00.0010000 to 1.00:00:00.")]
    public void An_invalid_bound_is_an_error_that_names_the_allowed_values(string setting, string value, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Read((setting, value))).Message);

    [Fact]
    public void A_bound_set_in_code_is_checked_when_the_options_are_first_used()
    {
        using var services = new ServiceCollection().AddTracedLlm(configure: options => options.MaxRequestLookahead = -1).BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IOptions<TracedLlmOptions>>().Value);

        Assert.Equal("TracedLlmOptions.MaxRequestLookahead is '-1'. Allowed: a whole number of bytes from 0 to 1073741824.", error.Message);
    }

    private static TracedLlmOptions Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("TracedLlm:" + setting.Name, (string?)setting.Value)))
            .Build();
        using var services = new ServiceCollection().AddTracedLlm(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<TracedLlmOptions>>().Value;
    }
}
