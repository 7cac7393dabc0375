namespace TracedLlm.Export.Tests.Backends;

public sealed class LangSmithBackendTests
{
    private const string Key = "LANGSMITH_API_KEY=lsv2-1\n";

    [Fact]
    public void It_is_sent_to_with_key_and_project() => Assert.Equal(
        """
        langsmith HttpProtobuf https://api.smith.langchain.com/otel/v1/traces
        x-api-key: lsv2-1
        Langsmith-Project: litellm-completion
        langsmith
        """,
        BackendText.Resolve("langsmith", Key));

    [Fact]
    public void Project_workspace_and_sampling_rate_have_the_configured_values() => Assert.Equal(
        """
        langsmith HttpProtobuf https://eu.api.smith.langchain.com/otel/v1/traces
        x-api-key: lsv2-1
        Langsmith-Project: gateway
        X-Tenant-Id: w-1
        langsmith, 0.5 of all
        """,
        BackendText.Resolve(
            "langsmith",
            Key + "LANGSMITH_PROJECT=gateway\nLANGSMITH_WORKSPACE_ID=w-1\nLANGSMITH_SAMPLING_RATE=0.5\nLANGSMITH_ENDPOINT=https://eu.api.smith.langchain.com"));

    [Theory]
    [InlineData("LANGSMITH_ENDPOINT=https://eu.api.smith.langchain.com/", "https://eu.api.smith.langchain.com/otel/v1/traces")]
    [InlineData("LANGSMITH_BASE_URL=https://wins\nLANGSMITH_ENDPOINT=https://loses", "https://wins/otel/v1/traces")]
    [InlineData("LANGSMITH_BASE_URL=https://own/api/v1", "https://own/api/v1/otel/v1/traces")]
    [InlineData("LANGSMITH_BASE_URL=https://own/api/v1/otel", "https://own/api/v1/otel/v1/traces")]
    [InlineData("LANGSMITH_BASE_URL=https://own/api/v1/otel/v1/traces", "https://own/api/v1/otel/v1/traces")]
    [InlineData("LANGSMITH_BASE_URL=aws.api.smith.langchain.com", "https://aws.api.smith.langchain.com/otel/v1/traces")]
    public void The_endpoint_is_made_of_the_base_address(string settings, string expected) =>
        Assert.Equal(expected, BackendText.Address("langsmith", Key + settings));

    [Theory]
    [InlineData("LANGSMITH_SAMPLING_RATE=0.1\nLANGSMITH_TRACING_SAMPLING_RATE=0.2\nLANGCHAIN_TRACING_SAMPLING_RATE=0.3", ", 0.1 of all")]
    [InlineData("LANGSMITH_TRACING_SAMPLING_RATE=0.2\nLANGCHAIN_TRACING_SAMPLING_RATE=0.3", ", 0.2 of all")]
    [InlineData("LANGCHAIN_TRACING_SAMPLING_RATE=0.3", ", 0.3 of all")]
    [InlineData("LANGSMITH_SAMPLING_RATE=0", ", 0 of all")]
    [InlineData("LANGSMITH_SAMPLING_RATE=1.0", "langsmith")]
    public void The_sampling_rate_is_a_fraction_with_three_names(string settings, string expected) =>
        Assert.EndsWith(expected, BackendText.Resolve("langsmith", Key + settings), StringComparison.Ordinal);

    [Fact]
    public void A_tenant_id_goes_before_a_workspace() =>
        Assert.Contains("X-Tenant-Id: t", BackendText.Resolve("langsmith", Key + "LANGSMITH_TENANT_ID=t\nLANGSMITH_WORKSPACE_ID=w"), StringComparison.Ordinal);

    [Theory]
    [InlineData("LANGSMITH_SAMPLING_RATE=1.5", "LANGSMITH_SAMPLING_RATE is '1.5'. Allowed: numbers from 0 to 1.")]
    [InlineData("LANGSMITH_SAMPLING_RATE=-0.1", "LANGSMITH_SAMPLING_RATE is '-0.1'. Allowed: numbers from 0 to 1.")]
    [InlineData("LANGSMITH_SAMPLING_RATE=0,5", "LANGSMITH_SAMPLING_RATE is '0,5'. Allowed: numbers from 0 to 1.")]
    [InlineData("LANGSMITH_TRACING_SAMPLING_RATE=NaN", "LANGSMITH_TRACING_SAMPLING_RATE is 'NaN'. Allowed: numbers from 0 to 1.")]
    [InlineData("LANGSMITH_BASE_URL=ws://x", "LANGSMITH_BASE_URL is 'ws://x'. Allowed: hosts, and http:// and https:// addresses.")]
    [InlineData("LANGSMITH_PROJECT=Größe", "LANGSMITH_PROJECT has a character that no header can carry. Allowed: visible ASCII characters and spaces.")]
    [InlineData("TracedLlm:LangSmithKeepsParent=maybe", "TracedLlm:LangSmithKeepsParent is 'maybe'. Allowed: true or false.")]
    public void A_bad_value_ends_the_program_and_the_message_names_the_allowed_values(string setting, string message) =>
        Assert.Equal(message, BackendText.Error("langsmith", Key + setting));

    [Theory]
    [InlineData("", "langsmith")]
    [InlineData("TracedLlm:LangSmithKeepsParent=false", "langsmith")]
    [InlineData("TracedLlm:LangSmithKeepsParent=true", "langsmith_with_parents")]
    public void Whether_callers_spans_stay_parents_is_a_setting(string setting, string view) =>
        Assert.Equal(view, Assert.Single(BackendText.Select("langsmith", Key + setting).Endpoints).View.Name);

    [Fact]
    public void Without_a_key_the_program_ends() =>
        Assert.Equal("LANGSMITH_API_KEY must be set", BackendText.Error("langsmith", ""));
}
