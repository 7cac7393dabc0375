namespace TracedLlm.Export.Tests.Backends;

public sealed class ArizeBackendTests
{
    private const string Keys = "ARIZE_SPACE_ID=space-1\nARIZE_API_KEY=key-1\n";

    [Fact]
    public void It_is_sent_to_over_grpc_with_space_and_key() => Assert.Equal(
        """
        arize Grpc https://otlp.arize.com/
        arize-space-id: space-1
        api_key: key-1
        resource openinference.project.name=gateway
        openinference
        """,
        BackendText.Resolve("arize", Keys + "ARIZE_PROJECT_NAME=gateway"));

    [Theory]
    [InlineData("", "grpc https://otlp.arize.com/")]
    [InlineData("ARIZE_ENDPOINT=https://otlp.eu-west-1a.arize.com/v1", "grpc https://otlp.eu-west-1a.arize.com/")]
    [InlineData("ARIZE_ENDPOINT=otlp.arize.com:443", "grpc https://otlp.arize.com/")]
    [InlineData("ARIZE_HTTP_ENDPOINT=https://otlp.arize.com/v1", "https://otlp.arize.com/v1/traces")]
    [InlineData("ARIZE_HTTP_ENDPOINT=https://otlp.arize.com/v1/traces", "https://otlp.arize.com/v1/traces")]
    [InlineData("ARIZE_HTTP_ENDPOINT=https://otlp.arize.com", "https://otlp.arize.com/v1/traces")]
    [InlineData("ARIZE_ENDPOINT=https://wins\nARIZE_HTTP_ENDPOINT=https://loses", "grpc https://wins/")]
    public void The_set_endpoint_variable_decides_the_transport(string settings, string expected) =>
        Assert.Equal(expected, BackendText.Address("arize", Keys + settings));

    [Fact]
    public void The_former_name_of_the_space_still_works() =>
        Assert.Contains("arize-space-id: old", BackendText.Resolve("arize", "ARIZE_SPACE_KEY=old\nARIZE_API_KEY=k"), StringComparison.Ordinal);

    [Fact]
    public void The_space_id_goes_before_its_former_name() =>
        Assert.Contains("arize-space-id: new", BackendText.Resolve("arize", "ARIZE_SPACE_KEY=old\nARIZE_SPACE_ID=new\nARIZE_API_KEY=k"), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("ARIZE_API_KEY=k")]
    [InlineData("ARIZE_SPACE_ID=s")]
    public void Without_space_and_key_the_program_ends(string settings) =>
        Assert.Equal("ARIZE_SPACE_ID and ARIZE_API_KEY must be set", BackendText.Error("arize", settings));

    [Fact]
    public void A_bad_value_ends_the_program_and_the_message_names_the_allowed_values() => Assert.Equal(
        "ARIZE_ENDPOINT is 'grpc://x'. Allowed: hosts, and http:// and https:// addresses.",
        BackendText.Error("arize", Keys + "ARIZE_ENDPOINT=grpc://x"));
}
