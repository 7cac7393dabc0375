using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class BackendCheckTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n"
        + $"general_settings: {{ {TestConfiguration.Open} }}\n";
    private const string Langfuse = "/api/public/otel/v1/traces";

    [Theory]
    [InlineData(200, 0, "ok     langfuse_otel ", ": HTTP 200")]
    [InlineData(401, 1, "FAILED langfuse_otel ", ": HTTP 401")]
    public async Task Each_backend_is_tried_once_and_its_answer_printed(int status, int code, string begin, string end)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Langfuse);
        receiver.Answer = new OtlpAnswer { StatusCode = status };

        var (exitCode, output) = await CheckAsync(
            "callbacks: [console, langfuse_otel]",
            $"--LANGFUSE_OTEL_HOST={receiver.Endpoint}",
            "--LANGFUSE_PUBLIC_KEY=pk-lf-1",
            "--LANGFUSE_SECRET_KEY=sk-lf-2");

        Assert.Equal((code, $"{begin}{receiver.TracesEndpoint}{end}{Environment.NewLine}"), (exitCode, output));
        Assert.Equal("Basic cGstbGYtMTpzay1sZi0y", Assert.Single(receiver.Posts).Headers["Authorization"]);
    }

    [Fact]
    public async Task One_backend_that_fails_is_enough_to_fail()
    {
        await using var receiver = await OtlpReceiver.StartAsync();

        var (exitCode, output) = await CheckAsync(
            "callbacks: [otel, arize_phoenix]", $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "--PHOENIX_COLLECTOR_ENDPOINT=http://127.0.0.1:1");

        Assert.Equal(1, exitCode);
        Assert.Collection(
            output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal($"ok     otel {receiver.TracesEndpoint}: HTTP 200", line),
            line => Assert.Equal("FAILED arize_phoenix http://127.0.0.1:1/v1/traces: network error: connection refused", line));
    }

    [Fact]
    public async Task Without_a_backend_there_is_nothing_to_check() =>
        Assert.Equal((0, $"There is no backend to check.{Environment.NewLine}"), await CheckAsync("callbacks: [console]"));

    [Fact]
    public async Task A_backend_that_waits_for_the_credentials_of_teams_is_not_asked() => Assert.Equal(
        (0, $"ok     langfuse: not asked: only keys, teams and requests bring credentials{Environment.NewLine}"),
        await CheckAsync(
            "{ callbacks: [langfuse], default_team_settings: [{ team_id: t, success_callback: [langfuse], langfuse_public_key: p, langfuse_secret: s }] }"));

    [Fact]
    public async Task Without_any_credentials_the_program_ends_and_the_message_names_the_missing_values()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync("callbacks: [langfuse_otel]"));

        Assert.Equal("LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set", error.Message);
    }

    [Theory]
    [InlineData("--check")]
    [InlineData("--urls", "http://127.0.0.1:0")]
    public async Task The_program_ends_with_a_message_and_1(params string[] arguments)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "no-credentials.yaml");
        await File.WriteAllTextAsync(file, Models + "litellm_settings: { callbacks: [langfuse_otel] }");
        using var errors = new StringWriter();
        using var output = new StringWriter();

        var code = await GatewayCommand.RunAsync(["--config", file, .. arguments], errors, output);

        Assert.Equal(
            (1, $"LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set{Environment.NewLine}", ""),
            (code, errors.ToString(), output.ToString()));
    }

    [Fact]
    public async Task The_command_line_has_an_option_for_it()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "no-backend.yaml");
        await File.WriteAllTextAsync(file, Models);
        using var errors = new StringWriter();
        using var output = new StringWriter();

        var code = await GatewayCommand.RunAsync(["--config", file, "--check"], errors, output);

        Assert.Equal((0, "", $"There is no backend to check.{Environment.NewLine}"), (code, errors.ToString(), output.ToString()));
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(string settings, params string[] arguments)
    {
        var configuration = ConfigurationReader.Read($"{Models}litellm_settings: {(settings.StartsWith('{') ? settings : $"{{ {settings} }}")}", "config.yaml", _ => null);
        await using var app = GatewayApplication.Create(configuration, ["--urls", "http://127.0.0.1:0", .. arguments]);
        using var output = new StringWriter();
        var exitCode = await BackendCheck.RunAsync(app.Services, output, CancellationToken.None);
        return (exitCode, output.ToString());
    }
}
