namespace TracedLlm.Export.Tests.Backends;

public sealed class PhoenixBackendTests
{
    [Fact]
    public void By_default_it_is_on_this_machine_without_a_key() => Assert.Equal(
        """
        arize_phoenix HttpProtobuf http://localhost:6006/v1/traces
        x-project-name: default
        resource openinference.project.name=default
        openinference, gzip
        """,
        BackendText.Resolve("arize_phoenix"));

    [Fact]
    public void A_key_is_a_bearer_token() => Assert.Equal(
        """
        arize_phoenix HttpProtobuf https://app.phoenix.arize.com/s/mine/v1/traces
        x-project-name: gateway
        authorization: Bearer key-1
        resource openinference.project.name=gateway
        openinference, gzip
        """,
        BackendText.Resolve(
            "arize_phoenix",
            "PHOENIX_API_KEY=key-1\nPHOENIX_PROJECT_NAME=gateway\nPHOENIX_COLLECTOR_ENDPOINT=https://app.phoenix.arize.com/s/mine"));

    [Theory]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=http://phoenix:6006", "http://phoenix:6006/v1/traces")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=http://phoenix:6006/", "http://phoenix:6006/v1/traces")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=http://phoenix:6006/v1", "http://phoenix:6006/v1/traces")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=http://phoenix:6006/v1/traces", "http://phoenix:6006/v1/traces")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=grpc://phoenix:4317", "grpc http://phoenix:4317/")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=grpc://phoenix:9000", "grpc http://phoenix:9000/")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=http://phoenix:4317", "grpc http://phoenix:4317/")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=https://phoenix:4317/", "grpc https://phoenix:4317/")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=http://phoenix:4317/v1/traces", "http://phoenix:4317/v1/traces")]
    [InlineData("PHOENIX_COLLECTOR_HTTP_ENDPOINT=http://phoenix:4317", "http://phoenix:4317/v1/traces")]
    [InlineData("PHOENIX_GRPC_PORT=9000\nPHOENIX_COLLECTOR_ENDPOINT=http://phoenix:9000", "grpc http://phoenix:9000/")]
    [InlineData("PHOENIX_GRPC_PORT=9000\nPHOENIX_COLLECTOR_ENDPOINT=http://phoenix:4317", "http://phoenix:4317/v1/traces")]
    [InlineData("PHOENIX_COLLECTOR_HTTP_ENDPOINT=http://wins\nPHOENIX_COLLECTOR_ENDPOINT=grpc://loses:4317", "http://wins/v1/traces")]
    public void The_endpoint_decides_the_protocol(string settings, string expected) =>
        Assert.Equal(expected, BackendText.Address("arize_phoenix", settings));

    [Fact]
    public void A_port_that_is_no_number_ends_the_program() => Assert.Equal(
        "PHOENIX_GRPC_PORT is 'tcp://10.0.0.1:4317'. Allowed: port numbers from 1 to 65535.",
        BackendText.Error("arize_phoenix", "PHOENIX_GRPC_PORT=tcp://10.0.0.1:4317\nPHOENIX_COLLECTOR_ENDPOINT=http://phoenix:9000"));

    [Theory]
    [InlineData("PHOENIX_PROJECT=canonical\nPHOENIX_PROJECT_NAME=alias", "canonical")]
    [InlineData("PHOENIX_PROJECT_NAME=alias", "alias")]
    public void The_project_has_two_names(string settings, string expected)
    {
        var text = BackendText.Resolve("arize_phoenix", settings);

        Assert.Contains($"x-project-name: {expected}", text, StringComparison.Ordinal);
        Assert.Contains($"resource openinference.project.name={expected}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_no_header_can_carry_is_on_the_resource_alone() => Assert.Equal(
        """
        arize_phoenix HttpProtobuf http://localhost:6006/v1/traces
        resource openinference.project.name=Größe
        openinference, gzip
        """,
        BackendText.Resolve("arize_phoenix", "PHOENIX_PROJECT=Größe"));

    [Fact]
    public void Headers_of_the_clients_own_replace_the_others() => Assert.Equal(
        """
        arize_phoenix HttpProtobuf http://localhost:6006/v1/traces
        x-project-name: default
        api_key: a,b
        Authorization: Bearer other
        resource openinference.project.name=default
        openinference, gzip
        """,
        BackendText.Resolve("arize_phoenix", "PHOENIX_API_KEY=key\nPHOENIX_CLIENT_HEADERS=api_key=a%2Cb, Authorization=Bearer%20other"));

    [Fact]
    public void Requests_over_grpc_are_not_compressed() =>
        Assert.EndsWith("openinference", BackendText.Resolve("arize_phoenix", "PHOENIX_COLLECTOR_ENDPOINT=grpc://x:1"), StringComparison.Ordinal);

    [Theory]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=https://app.phoenix.arize.com", "PHOENIX_API_KEY must be set when using Phoenix Cloud (app.phoenix.arize.com).")]
    [InlineData("PHOENIX_COLLECTOR_HTTP_ENDPOINT=https://app.phoenix.arize.com/s/mine/v1/traces", "PHOENIX_API_KEY must be set when using Phoenix Cloud (app.phoenix.arize.com).")]
    [InlineData("PHOENIX_COLLECTOR_ENDPOINT=phoenix:6006", "PHOENIX_COLLECTOR_ENDPOINT is 'phoenix:6006'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("PHOENIX_COLLECTOR_HTTP_ENDPOINT=grpc://x:1", "PHOENIX_COLLECTOR_HTTP_ENDPOINT is 'grpc://x:1'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("PHOENIX_CLIENT_HEADERS=sesame", "PHOENIX_CLIENT_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    public void A_bad_value_ends_the_program_and_the_message_names_the_allowed_values(string settings, string message) =>
        Assert.Equal(message, BackendText.Error("arize_phoenix", settings));
}
