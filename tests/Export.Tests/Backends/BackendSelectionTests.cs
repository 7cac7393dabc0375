using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Tests.Backends;

public sealed class BackendSelectionTests
{
    private const string Keys = "LANGFUSE_PUBLIC_KEY=pk\nLANGFUSE_SECRET_KEY=sk\nLANGSMITH_API_KEY=ls\nARIZE_SPACE_ID=s\nARIZE_API_KEY=a\n";

    private const string CutLangfuse = "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT has no effect on langfuse_otel: only the view semantic_conventions cuts texts. To send no prompts, set TracedLlm:CaptureContent to false.";

    [Theory]
    [InlineData("langfuse_otel", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=200", CutLangfuse)]
    [InlineData("otel, langfuse_otel", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=200", CutLangfuse)]
    [InlineData("otel", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT=200\nTracedLlm:OtlpView=openinference", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT has no effect on otel: only the view semantic_conventions cuts texts. To send no prompts, set TracedLlm:CaptureContent to false.")]
    [InlineData("otel", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=200", "")]
    [InlineData("console", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=200", "")]
    [InlineData("langfuse_otel", "OTEL_EXPORTER_OTLP_CERTIFICATE=/ca.pem", "OTEL_EXPORTER_OTLP_CERTIFICATE has no effect on langfuse_otel: only otel reads it. Add an authority to the system's certificates, or send to a collector with otel.")]
    [InlineData("console", "OTEL_EXPORTER_OTLP_CERTIFICATE=/ca.pem", "")]
    [InlineData("langfuse_otel", "", "")]
    public void A_variable_that_a_chosen_backend_does_not_read_is_named(string callbacks, string setting, string expected)
    {
        var context = BackendText.Context(callbacks, $"OTEL_EXPORTER_OTLP_ENDPOINT=https://collector:4318\nLANGFUSE_PUBLIC_KEY=pk\nLANGFUSE_SECRET_KEY=sk\n{setting}");

        _ = new BackendSelection(context);

        Assert.Equal(expected, string.Join('|', context.Warnings.Texts));
    }

    [Fact]
    public void All_backends_can_be_used_at_once()
    {
        var selection = BackendText.Select("langfuse_otel, langfuse, arize_phoenix, arize, langsmith, otel, console", Keys);

        Assert.Equal(["langfuse_otel", "langfuse", "arize_phoenix", "arize", "langsmith", "otel", "console"], selection.Names);
        Assert.Equal(
            [
                "https://us.cloud.langfuse.com/api/public/otel/v1/traces",
                "https://cloud.langfuse.com/api/public/otel/v1/traces",
                "http://localhost:6006/v1/traces",
                "https://otlp.arize.com/",
                "https://api.smith.langchain.com/otel/v1/traces",
                "http://localhost:4318/v1/traces",
            ],
            selection.Endpoints.Select(endpoint => endpoint.Address.ToString()));
        Assert.Equal(6, selection.Endpoints.Select(endpoint => endpoint.Identity).Distinct().Count());
        Assert.True(selection.HasConsole);
    }

    [Fact]
    public void A_backend_that_is_named_twice_is_one() =>
        Assert.Single(BackendText.Select("otel, otlp, OTEL").Endpoints);

    [Fact]
    public void Two_names_for_one_project_are_one_destination() =>
        Assert.Equal("langfuse_otel", Assert.Single(BackendText.Select("langfuse_otel, langfuse", Keys + "LANGFUSE_HOST=https://own").Endpoints).Backend);

    [Theory]
    [InlineData("LANGSMITH_SAMPLING_RATE=0.5")]
    [InlineData("LANGSMITH_PROJECT=other")]
    [InlineData("LANGSMITH_API_KEY=other")]
    [InlineData("LANGSMITH_BASE_URL=https://other")]
    [InlineData("TracedLlm:LangSmithKeepsParent=true")]
    public void Destinations_that_differ_in_any_value_are_separate(string setting)
    {
        var endpoint = BackendText.Select("langsmith", Keys).Endpoints.Single();

        Assert.Equal(endpoint.Identity, BackendText.Select("langsmith", Keys).Endpoints.Single().Identity);
        Assert.NotEqual(endpoint.Identity, BackendText.Select("langsmith", $"{Keys}{setting}").Endpoints.Single().Identity);
    }

    [Fact]
    public void A_project_of_the_resource_alone_is_a_place_of_its_own() => Assert.NotEqual(
        BackendText.Select("arize", Keys + "ARIZE_PROJECT_NAME=one").Endpoints.Single().Place,
        BackendText.Select("arize", Keys + "ARIZE_PROJECT_NAME=two").Endpoints.Single().Place);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "otel")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c", "otel")]
    [InlineData("OTEL_ENDPOINT=http://c", "otel")]
    [InlineData("LANGFUSE_HOST=http://c", "")]
    public void Without_callbacks_an_otlp_endpoint_is_enough(string settings, string expected) =>
        Assert.Equal(expected, string.Join(", ", BackendText.Select("", settings).Names));

    [Theory]
    [InlineData("", "OTEL_TRACES_EXPORTER=otlp", "otel", "")]
    [InlineData("", "OTEL_TRACES_EXPORTER=console", "console", "")]
    [InlineData("", "OTEL_TRACES_EXPORTER=logging", "console", "")]
    [InlineData("", "OTEL_TRACES_EXPORTER=otlp, Console", "otel, console", "")]
    [InlineData("", "OTEL_TRACES_EXPORTER=none\nOTEL_EXPORTER_OTLP_ENDPOINT=http://c", "", "")]
    [InlineData("", "OTEL_TRACES_EXPORTER=console\nOTEL_EXPORTER_OTLP_ENDPOINT=http://c", "console", "")]
    [InlineData("", "OTEL_TRACES_EXPORTER=\nOTEL_EXPORTER_OTLP_ENDPOINT=http://c", "otel", "")]
    [InlineData("", "OTEL_TRACES_EXPORTER=zipkin\nOTEL_EXPORTER_OTLP_ENDPOINT=http://c", "otel", "OTEL_TRACES_EXPORTER contains 'zipkin'. Allowed: otlp, console, none. The value is ignored.")]
    [InlineData("", "OTEL_TRACES_EXPORTER=zipkin", "", "OTEL_TRACES_EXPORTER contains 'zipkin'. Allowed: otlp, console, none. The value is ignored.")]
    [InlineData("", "OTEL_TRACES_EXPORTER=zipkin,console", "console", "OTEL_TRACES_EXPORTER contains 'zipkin'. Allowed: otlp, console, none. The value is ignored.")]
    [InlineData("console", "OTEL_TRACES_EXPORTER=none", "console", "OTEL_TRACES_EXPORTER has no effect: TracedLlm:Callbacks names the backends.")]
    [InlineData("otel", "OTEL_EXPORTER=console", "console", "")]
    [InlineData("otlp", "OTEL_EXPORTER=CONSOLE", "console", "")]
    [InlineData("otel", "OTEL_EXPORTER=console\nOTEL_ENDPOINT=http://c", "otel", "")]
    [InlineData("otel", "OTEL_EXPORTER=otlp_http", "otel", "")]
    [InlineData("otel", "", "otel", "")]
    [InlineData("otel", "OTEL_SDK_DISABLED=true\nOTEL_ENDPOINT=nonsense", "", "")]
    [InlineData("", "OTEL_EXPORTER=console", "", "")]
    public void The_variables_for_exporters_choose_the_backends(string callbacks, string settings, string expected, string warning)
    {
        var context = BackendText.Context(callbacks, settings);

        var selection = new TracedLlm.Export.Backends.BackendSelection(context);

        Assert.Equal((expected, warning), (string.Join(", ", selection.Names), string.Join('\n', context.Warnings.Texts)));
    }

    [Fact]
    public void An_unknown_name_ends_the_program_and_the_message_lists_the_known_names() => Assert.Equal(
        "TracedLlm:Callbacks has 'datadog'. Allowed: langfuse_otel, langfuse, arize_phoenix, arize, langsmith, otel, otlp, console.",
        BackendText.Error("otel, datadog", ""));

    [Theory]
    [InlineData("TracedLlm:AllowedBackendHosts=https://x/y", "TracedLlm:AllowedBackendHosts contains 'https://x/y'. Allowed: a list of servers such as langfuse.example.com (https, port 443), localhost:3000, http://langfuse.internal:3000, *.example.com or *.")]
    [InlineData("TracedLlm:TenantDestinations=both", "TracedLlm:TenantDestinations is 'both'. Allowed: Override, Additive.")]
    [InlineData("LITELLM_OTEL_TENANT_DESTINATION_MODE=both", "LITELLM_OTEL_TENANT_DESTINATION_MODE is 'both'. Allowed: Override, Additive.")]
    [InlineData("TracedLlm:AllowRequestDestinations=some", "TracedLlm:AllowRequestDestinations is 'some'. Allowed: true or false.")]
    [InlineData("TracedLlm:Debug=verbose", "TracedLlm:Debug is 'verbose'. Allowed: true or false.")]
    public void A_bad_setting_of_the_export_ends_the_program(string setting, string message) =>
        Assert.Equal(message, BackendText.Error("otel", setting));

    [Theory]
    [InlineData("", false)]
    [InlineData("LITELLM_LOG=DEBUG", true)]
    [InlineData("LITELLM_LOG=debug", true)]
    [InlineData("LITELLM_LOG=INFO", false)]
    [InlineData("OTEL_LOG_LEVEL=debug", true)]
    [InlineData("OTEL_LOG_LEVEL=info", false)]
    [InlineData("DEBUG_OTEL=true", true)]
    [InlineData("OTEL_DEBUG=True", true)]
    [InlineData("DEBUG_OTEL=false", false)]
    [InlineData("LITELLM_LOG=DEBUG\nTracedLlm:Debug=false", false)]
    [InlineData("TracedLlm:Debug=true", true)]
    public void Debugging_has_a_setting_of_its_own_and_LiteLLMs(string settings, bool expected) =>
        Assert.Equal(expected, BackendText.Context("otel", settings).Options.Debug);

    [Theory]
    [InlineData("", TenantDestinationMode.Override)]
    [InlineData("LITELLM_OTEL_TENANT_DESTINATION_MODE=additive", TenantDestinationMode.Additive)]
    [InlineData("LITELLM_OTEL_TENANT_DESTINATION_MODE=additive\nTracedLlm:TenantDestinations=override", TenantDestinationMode.Override)]
    public void The_mode_of_destinations_has_a_setting_of_its_own_and_LiteLLMs(string settings, TenantDestinationMode expected) =>
        Assert.Equal(expected, BackendText.Context("otel", settings).Options.TenantDestinations);
}
