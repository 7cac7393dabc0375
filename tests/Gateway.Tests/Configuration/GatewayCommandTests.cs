using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class GatewayCommandTests
{
    private const string OwnModel = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\ngeneral_settings: { master_key: sk-own }";

    [Fact]
    public async Task A_broken_configuration_ends_the_program_with_a_message()
    {
        using var errors = new StringWriter();
        var file = Path.Combine(AppContext.BaseDirectory, "broken.yaml");
        await File.WriteAllTextAsync(file, "model_list:\n- model_name: a\n  litellm_params: { model: nobody/a }");

        var code = await GatewayCommand.RunAsync(["--config", file], errors);

        Assert.Equal(1, code);
        Assert.StartsWith($"{file}:3: model_list[0].litellm_params.model 'nobody/a' names a provider", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_configuration_ends_the_program_with_a_message()
    {
        using var errors = new StringWriter();

        var code = await GatewayCommand.RunAsync(["--config", "not-there.yaml"], errors);

        Assert.Equal(1, code);
        Assert.StartsWith("not-there.yaml: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:notaport")]
    [InlineData("ftp://127.0.0.1:4000")]
    [InlineData("4000")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:0;localhost")]
    public async Task An_invalid_address_ends_the_program_with_one_line(string urls)
    {
        using var errors = new StringWriter();

        var code = await GatewayCommand.RunAsync(["--config", Path.Combine(AppContext.BaseDirectory, "config.yaml"), "--urls", urls], errors);

        Assert.Equal(1, code);
        Assert.Equal($"--urls must hold addresses to listen on, such as http://localhost:4000, not '{urls.Split(';')[^1]}'.{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public async Task An_address_in_use_is_one_line()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();

        var output = await GatewayProcess.RunAsync("model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\nlitellm_settings: { callbacks: [console] }\ngeneral_settings: { master_key: sk-own }", $"http://{listener.LocalEndpoint}");

        Assert.EndsWith($"\nFailed to bind to address http://{listener.LocalEndpoint}: address already in use.", output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://[::1]:4000", true)]
    [InlineData("http://*:4000", true)]
    [InlineData("http://::1:4000", false)]
    [InlineData("http://localhost:4000x", false)]
    public void Every_address_that_the_server_accepts_is_accepted(string url, bool expected) =>
        Assert.Equal(expected, GatewayCommand.IsAddress(url));

    [Fact]
    public async Task A_wrong_option_shows_the_help()
    {
        using var errors = new StringWriter();

        var code = await GatewayCommand.RunAsync(["--prot", "3"], errors);

        Assert.Equal(2, code);
        Assert.Contains("--prot", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--config <FILE>", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_checked_in_configuration_works_as_it_is()
    {
        var configuration = ConfigurationReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "config.yaml"));

        Assert.Equal(["demo", "llama3.2:1b"], configuration.Deployments.Select(deployment => deployment.ModelGroup));
    }

    [Theory]
    [InlineData("--model gpt-4o", "--model is a flag of LiteLLM that the gateway does not have: write the model with its settings in model_list of the file.")]
    [InlineData("--health", "--health is a flag of LiteLLM that the gateway does not have: ask GET /health of the running gateway.")]
    [InlineData("--num_workers 4 --ssl_keyfile_path k.pem", "--ssl_keyfile_path is a flag of LiteLLM that the gateway does not have: set Kestrel:Certificates:Default:KeyPath, and --urls with https.")]
    public async Task A_flag_of_LiteLLM_that_the_gateway_must_not_ignore_is_one_line(string arguments, string expected)
    {
        using var errors = new StringWriter();

        var code = await GatewayCommand.RunAsync(arguments.Split(' '), errors);

        Assert.Equal((2, expected + Environment.NewLine), (code, errors.ToString()));
    }

    [Theory]
    [InlineData("--host 256.256.256.256:1 --port 4000", "http://256.256.256.256:1:4000")]
    [InlineData("--port 99999", "http://0.0.0.0:99999")]
    [InlineData("--host ::1 --port 99999", "http://[::1]:99999")]
    public async Task LiteLLMs_host_and_port_are_an_address(string arguments, string address)
    {
        using var errors = new StringWriter();

        var code = await GatewayCommand.RunAsync(["--config", Path.Combine(AppContext.BaseDirectory, "config.yaml"), .. arguments.Split(' ')], errors);

        Assert.Equal((1, $"--urls must hold addresses to listen on, such as http://localhost:4000, not '{address}'.{Environment.NewLine}"), (code, errors.ToString()));
    }

    [Theory]
    [InlineData("PORT=0", "http://0.0.0.0:")]
    [InlineData("PORT=0 HOST=127.0.0.1", "http://127.0.0.1:")]
    [InlineData("PORT=x ASPNETCORE_URLS=http://127.0.0.1:0", "http://127.0.0.1:")]
    [InlineData("PORT=x --port=0 --host=127.0.0.1", "http://127.0.0.1:")]
    public async Task The_variables_of_LiteLLMs_chart_say_where_the_gateway_listens(string setting, string address)
    {
        var words = setting.Split(' ');
        await using var gateway = await GatewayProcess.StartWithArgumentsAsync(
            OwnModel,
            [.. words.Where(word => word.StartsWith('-'))],
            [.. words.Where(word => !word.StartsWith('-')).Select(word => word.Split('=')).Select(pair => (pair[0], pair[1]))]);

        Assert.StartsWith(address, gateway.Endpoint.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("99999")]
    [InlineData("-1")]
    public async Task A_variable_that_is_no_port_ends_the_program_with_one_line(string port)
    {
        var output = await GatewayProcess.RunAsync(OwnModel, [], [("PORT", port)]);

        Assert.Equal($"The environment variable PORT is '{port}'. Allowed: a port from 0 to 65535.", output.Trim());
    }

    [Fact]
    public async Task The_arguments_of_LiteLLMs_manifest_start_the_gateway()
    {
        await using var gateway = await GatewayProcess.StartWithArgumentsAsync(
            OwnModel,
            ["--host", "127.0.0.1", "--port", "0", "--num_workers", "4", "--run_gunicorn", "--detailed_debug"]);

        var output = await gateway.WaitForOutputAsync("--run_gunicorn has no effect: ", endsLine: true);

        Assert.Contains("--num_workers has no effect: one process serves all requests on all cores; start more of them for more machines", output, StringComparison.Ordinal);
    }
}
