using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary><c>include</c>: a guardrail or a model in another file is not lost.</summary>
public sealed class IncludeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("include-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sections_of_other_files_are_read_and_lists_are_joined()
    {
        Write("models.yaml", "model_list:\n- { model_name: b, litellm_params: { model: simulated/b } }\nlitellm_settings: { num_retries: 3 }");
        Write("guards.yaml", "x-guard: &guard { guardrail: regex, mode: pre_call, pattern: a }\nguardrails: [{ guardrail_name: g, litellm_params: { <<: *guard } }]");

        var configuration = Read("include: [models.yaml, guards.yaml]\nmodel_list:\n- { model_name: a, litellm_params: { model: simulated/a } }");

        Assert.Equal(["a", "b"], configuration.Deployments.Select(deployment => deployment.ModelGroup));
        Assert.Equal(3, configuration.NumRetries);
        Assert.Equal("g", Assert.Single(configuration.Guardrails).Name);
        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void An_error_names_the_included_file_and_its_line()
    {
        Write("models.yaml", "model_list:\n- model_name: b\n  litellm_params:\n    model: openai/b\n    api_bsae: x");

        var error = Assert.Throws<ConfigurationException>(() => Read("include: models.yaml\nmodel_list:\n- { model_name: a, litellm_params: { model: simulated/a } }"));

        Assert.StartsWith($"{Path.Combine(_folder, "models.yaml")}:5: model_list[1].litellm_params.api_bsae is no setting", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("include: [missing.yaml]", "config.yaml:1: include names a file that is not there: ")]
    [InlineData("include: { a: b }", "config.yaml:1: include must be a list of names of files")]
    [InlineData("include: [[a]]", "config.yaml:1: include must hold names of files")]
    [InlineData("include: [list.yaml]", "list.yaml:1: the file must be a mapping")]
    [InlineData("include: [nested.yaml]", "nested.yaml:1: include must be in ")]
    [InlineData("include: [twice.yaml]", "twice.yaml:1: general_settings is in ")]
    [InlineData("include: [broken.yaml]", "broken.yaml:1: ")]
    public void A_wrong_inclusion_stops_the_start(string include, string reason)
    {
        Write("list.yaml", "- a");
        Write("nested.yaml", "include: [list.yaml]");
        Write("twice.yaml", "general_settings: { master_key: sk-other }");
        Write("broken.yaml", "a: [b\nc: d");

        var error = Assert.Throws<ConfigurationException>(() =>
            Read($"{include}\nmodel_list: [{{ model_name: a, litellm_params: {{ model: simulated/a }} }}]\ngeneral_settings: {{ master_key: sk-own }}"));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private void Write(string name, string yaml) => File.WriteAllText(Path.Combine(_folder, name), yaml);

    private GatewayConfiguration Read(string yaml) => ConfigurationReader.Read(
        yaml, Path.Combine(_folder, "config.yaml"), name => name == GeneralSettingsReader.MasterKeyVariable ? TestConfiguration.MasterKey : null);
}
