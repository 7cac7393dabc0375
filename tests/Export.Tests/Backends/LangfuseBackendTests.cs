namespace TracedLlm.Export.Tests.Backends;

public sealed class LangfuseBackendTests
{
    private const string Keys = "LANGFUSE_PUBLIC_KEY=pk-lf-1\nLANGFUSE_SECRET_KEY=sk-lf-2\n";

    [Fact]
    public void It_is_authenticated_by_both_keys_and_asked_for_the_direct_way() => Assert.Equal(
        """
        langfuse_otel HttpProtobuf https://us.cloud.langfuse.com/api/public/otel/v1/traces
        Authorization: Basic cGstbGYtMTpzay1sZi0y
        x-langfuse-ingestion-version: 4
        langfuse, gzip
        """,
        BackendText.Resolve("langfuse_otel", Keys));

    [Theory]
    [InlineData("langfuse_otel", "", "https://us.cloud.langfuse.com/api/public/otel/v1/traces")]
    [InlineData("langfuse_otel", "LANGFUSE_OTEL_HOST=https://cloud.langfuse.com", "https://cloud.langfuse.com/api/public/otel/v1/traces")]
    [InlineData("langfuse_otel", "LANGFUSE_HOST=https://cloud.langfuse.com", "https://cloud.langfuse.com/api/public/otel/v1/traces")]
    [InlineData("langfuse_otel", "LANGFUSE_HOST=https://loses\nLANGFUSE_OTEL_HOST=https://wins", "https://wins/api/public/otel/v1/traces")]
    [InlineData("langfuse_otel", "LANGFUSE_HOST=https://wins\nLANGFUSE_OTEL_HOST=  ", "https://wins/api/public/otel/v1/traces")]
    [InlineData("langfuse_otel", "LANGFUSE_OTEL_HOST=otel.my-langfuse.com", "https://otel.my-langfuse.com/api/public/otel/v1/traces")]
    [InlineData("langfuse_otel", "LANGFUSE_OTEL_HOST=langfuse:3000", "https://langfuse:3000/api/public/otel/v1/traces")]
    [InlineData("langfuse", "", "https://cloud.langfuse.com/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://my", "https://my/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=langfuse:3000", "http://langfuse:3000/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_OTEL_HOST=https://otel", "https://cloud.langfuse.com/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://my/", "https://my/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://my//", "https://my/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://my/api/public/otel", "https://my/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://my/api/public/otel/", "https://my/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://my/api/public/otel/v1/traces", "https://my/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://my/api/public/otel/v1/traces/", "https://my/api/public/otel/v1/traces")]
    [InlineData("langfuse", "LANGFUSE_HOST=https://shared/langfuse", "https://shared/langfuse/api/public/otel/v1/traces")]
    public void The_endpoint_is_made_of_the_host(string callback, string settings, string expected) =>
        Assert.Equal(expected, BackendText.Address(callback, Keys + settings));

    [Theory]
    [InlineData("langfuse_otel", "")]
    [InlineData("langfuse", "")]
    [InlineData("langfuse_otel", "LANGFUSE_PUBLIC_KEY=pk-lf-1")]
    [InlineData("langfuse_otel", "LANGFUSE_SECRET_KEY=sk-lf-1\nLANGFUSE_PUBLIC_KEY=")]
    public void Without_both_keys_the_program_ends(string callback, string settings) =>
        Assert.Equal("LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set", BackendText.Error(callback, settings));

    [Fact]
    public void Keys_of_tenants_suffice_without_both_configured_keys()
    {
        var selection = BackendText.Select("langfuse_otel");

        selection.RequireCredentials(hasTenants: true);

        Assert.Empty(selection.Endpoints);
        Assert.Equal(["langfuse_otel"], selection.Names);
    }

    [Theory]
    [InlineData("LANGFUSE_SAMPLE_RATE=0.25", "langfuse, gzip, 0.25 of all")]
    [InlineData("LANGFUSE_SAMPLE_RATE=1", "langfuse, gzip")]
    [InlineData("TracedLlm:Langfuse:SpanScope=request", "langfuse_request, gzip")]
    [InlineData("LITELLM_OTEL_LANGFUSE_SPAN_SCOPE=llm_only", "langfuse_llm_only, gzip")]
    [InlineData("LITELLM_OTEL_LANGFUSE_SPAN_SCOPE=no_internal", "langfuse_request, gzip")]
    [InlineData("LITELLM_OTEL_LANGFUSE_SPAN_SCOPE=llm_only\nTracedLlm:Langfuse:SpanScope=all", "langfuse, gzip")]
    [InlineData("LITELLM_OTEL_LANGFUSE_SPAN_SCOPE=Full", "langfuse, gzip")]
    [InlineData("LANGFUSE_TRACING_ENVIRONMENT=staging-2", "resource langfuse.environment=staging-2")]
    public void The_sample_rate_and_the_environment_are_the_operators(string setting, string expected) =>
        Assert.Contains(expected, BackendText.Resolve("langfuse", Keys + setting).ReplaceLineEndings("\n").Split('\n'));

    [Theory]
    [InlineData("LANGFUSE_OTEL_HOST=ftp://x", "LANGFUSE_OTEL_HOST is 'ftp://x'. Allowed: hosts, and http:// and https:// addresses.")]
    [InlineData("LANGFUSE_HOST=a b", "LANGFUSE_HOST is 'a b'. Allowed: hosts, and http:// and https:// addresses.")]
    [InlineData("LANGFUSE_HOST=https://me:ses:ame@x:y", "LANGFUSE_HOST is 'https://***@x:***'. Allowed: hosts, and http:// and https:// addresses.")]
    [InlineData("LANGFUSE_HOST=ftp://me:sesame@x:21/a?key=sesame", "LANGFUSE_HOST is 'ftp://***@x:21/a?***'. Allowed: hosts, and http:// and https:// addresses.")]
    [InlineData("LANGFUSE_HOST=https://me:sesame", "LANGFUSE_HOST is 'https://me:***'. Allowed: hosts, and http:// and https:// addresses.")]
    [InlineData("LANGFUSE_HOST=me:sesame@ftp://x", "LANGFUSE_HOST is '***@ftp:***'. Allowed: hosts, and http:// and https:// addresses.")]
    [InlineData("LANGFUSE_HOST=https://me:sesame@x", "LANGFUSE_HOST has a user name or a password. Allowed: addresses without them.")]
    [InlineData("LANGFUSE_SAMPLE_RATE=25%", "LANGFUSE_SAMPLE_RATE is '25%'. Allowed: numbers from 0 to 1.")]
    [InlineData("LITELLM_OTEL_LANGFUSE_SPAN_SCOPE=llm", "LITELLM_OTEL_LANGFUSE_SPAN_SCOPE is 'llm'. Allowed: all, request, llm_only, full, no_internal.")]
    [InlineData("LANGFUSE_TRACING_ENVIRONMENT=My Env!", "LANGFUSE_TRACING_ENVIRONMENT is 'My Env!'. Allowed: up to 40 letters, digits, dashes and underscores that do not begin with langfuse.")]
    [InlineData("LANGFUSE_TRACING_ENVIRONMENT=langfuse-prod", "LANGFUSE_TRACING_ENVIRONMENT is 'langfuse-prod'. Allowed: up to 40 letters, digits, dashes and underscores that do not begin with langfuse.")]
    [InlineData("LANGFUSE_SECRET_KEY=sk-lf-\u00e4", "LANGFUSE_SECRET_KEY has a character that no header can carry. Allowed: visible ASCII characters and spaces.")]
    public void A_bad_value_ends_the_program_and_the_message_names_the_allowed_values(string setting, string message) =>
        Assert.Equal(message, BackendText.Error("langfuse_otel", Keys + setting));

    [Fact]
    public void Without_keys_it_takes_the_endpoint_and_the_headers_of_OpenTelemetry() => Assert.Equal(
        """
        langfuse_otel HttpProtobuf http://collector:4318/v1/traces
        authorization: Basic x
        x-langfuse-ingestion-version: 4
        resource langfuse.environment=staging
        langfuse_llm_only, gzip, 0.5 of all
        """,
        BackendText.Resolve(
            "langfuse_otel",
            """
            OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318
            OTEL_EXPORTER_OTLP_HEADERS=authorization=Basic%20x
            OTEL_EXPORTER_OTLP_COMPRESSION=gzip
            LANGFUSE_TRACING_ENVIRONMENT=staging
            LANGFUSE_SAMPLE_RATE=0.5
            LITELLM_OTEL_LANGFUSE_SPAN_SCOPE=llm_only
            """));

    [Fact]
    public void Without_keys_it_takes_gRPC_too() => Assert.Equal(
        "grpc http://collector:4317/", BackendText.Address("langfuse_otel", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317\nOTEL_EXPORTER_OTLP_PROTOCOL=grpc"));

    [Fact]
    public void With_keys_it_does_not_take_the_endpoint_of_OpenTelemetry() => Assert.Equal(
        "https://us.cloud.langfuse.com/api/public/otel/v1/traces", BackendText.Address("langfuse_otel", Keys + "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318"));

    [Theory]
    [InlineData("langfuse_otel", "LANGFUSE_PUBLIC_KEY=pk-lf-1")]
    [InlineData("langfuse_otel", "LANGFUSE_SECRET_KEY=sk-lf-1")]
    [InlineData("langfuse_otel", "LANGFUSE_HOST=https://langfuse.example.com")]
    [InlineData("langfuse_otel", "LANGFUSE_OTEL_HOST=https://langfuse.example.com")]
    [InlineData("langfuse_otel, otel", "")]
    [InlineData("langfuse", "")]
    public void A_key_a_host_or_another_callback_for_the_endpoint_mean_Langfuse_itself(string callbacks, string setting) =>
        Assert.Equal("LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set", BackendText.Error(callbacks, $"OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318\n{setting}"));
}
