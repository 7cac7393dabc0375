namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class GatewayCommandTests
{
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

    [Fact]
    public async Task A_wrong_option_shows_the_help()
    {
        using var errors = new StringWriter();

        var code = await GatewayCommand.RunAsync(["--port", "3"], errors);

        Assert.Equal(2, code);
        Assert.Contains("--port", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--config <FILE>", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_checked_in_configuration_works_as_it_is()
    {
        var configuration = ConfigurationReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "config.yaml"));

        Assert.Equal(["demo", "llama3.2:1b"], configuration.Deployments.Select(deployment => deployment.ModelGroup));
    }
}
