using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class LogSettingTests
{
    [Theory]
    [InlineData("json_logs: true", ConsoleFormatterNames.Json, LogLevel.Information)]
    [InlineData("json_logs: false", null, LogLevel.Information)]
    [InlineData("set_verbose: true", null, LogLevel.Debug)]
    [InlineData("set_verbose: false", null, LogLevel.Information)]
    public async Task The_file_says_how_the_gateway_writes_its_log(string setting, string? formatter, LogLevel level)
    {
        var configuration = TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ model: simulated/a }} }}]\nlitellm_settings: {{ {setting} }}");
        await using var app = GatewayApplication.Create(configuration, []);

        Assert.Equal(formatter, app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("TracedLlm.Samples.Gateway");
        Assert.Equal([level <= LogLevel.Debug, true], [logger.IsEnabled(LogLevel.Debug), logger.IsEnabled(LogLevel.Information)]);
    }
}
