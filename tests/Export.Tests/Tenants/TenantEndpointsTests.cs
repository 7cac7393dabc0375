using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Tenants;
using TracedLlm.Export.Tests.Backends;

namespace TracedLlm.Export.Tests.Tenants;

public sealed class TenantEndpointsTests
{
    private const string OperatorsLangfuse = "LANGFUSE_PUBLIC_KEY=pk-op\nLANGFUSE_SECRET_KEY=sk-op\nLANGFUSE_OTEL_HOST=https://op.example.com\n";

    [Theory]
    [InlineData(
        "langfuse_otel",
        "langfuse_public_key=pk-lf-1, langfuse_secret_key=sk-lf-2, langfuse_host=https://op.example.com",
        """
        langfuse_otel HttpProtobuf https://op.example.com/api/public/otel/v1/traces
        Authorization: Basic cGstbGYtMTpzay1sZi0y
        x-langfuse-ingestion-version: 4
        langfuse, gzip
        """)]
    [InlineData(
        "langfuse",
        "langfuse_public_key=pk-lf-1, langfuse_secret=sk-lf-2",
        """
        langfuse HttpProtobuf https://cloud.langfuse.com/api/public/otel/v1/traces
        Authorization: Basic cGstbGYtMTpzay1sZi0y
        x-langfuse-ingestion-version: 4
        langfuse, gzip
        """)]
    [InlineData(
        "langfuse",
        "langfuse_public_key=pk-lf-1, langfuse_secret=sk-lf-2, langfuse_span_scope=llm_only",
        """
        langfuse HttpProtobuf https://cloud.langfuse.com/api/public/otel/v1/traces
        Authorization: Basic cGstbGYtMTpzay1sZi0y
        x-langfuse-ingestion-version: 4
        langfuse_llm_only, gzip
        """)]
    [InlineData(
        "langsmith",
        "langsmith_api_key=k, langsmith_project=p, langsmith_sampling_rate=0.5, langsmith_tenant_id=t",
        """
        langsmith HttpProtobuf https://api.smith.langchain.com/otel/v1/traces
        x-api-key: k
        Langsmith-Project: p
        X-Tenant-Id: t
        langsmith, 0.5 of all
        """)]
    [InlineData(
        "arize",
        "arize_api_key=k, arize_space_key=s, arize_project_name=p",
        """
        arize Grpc https://otlp.arize.com/
        arize-space-id: s
        api_key: k
        resource openinference.project.name=p
        openinference
        """)]
    [InlineData(
        "arize_phoenix",
        "phoenix_api_key=k, phoenix_project_name=p",
        """
        arize_phoenix HttpProtobuf http://localhost:6006/v1/traces
        x-project-name: p
        authorization: Bearer k
        resource openinference.project.name=p
        openinference, gzip
        """)]
    [InlineData(
        "otel",
        "otel_endpoint=https://own.example.com:4318, otel_headers=x-scope-orgid=red%20team",
        """
        otel HttpProtobuf https://own.example.com:4318/v1/traces
        x-scope-orgid: red team
        semantic_conventions
        """)]
    [InlineData(
        "otlp",
        "otel_exporter_otlp_endpoint=https://own.example.com/v1/traces",
        """
        otel HttpProtobuf https://own.example.com/v1/traces
        semantic_conventions
        """)]
    [InlineData(
        "otel",
        "otel_exporter=otlp_grpc, otel_endpoint=https://own.example.com:4317/v1/traces, otel_exporter_otlp_headers=a=b",
        """
        otel Grpc https://own.example.com:4317/
        a: b
        semantic_conventions
        """)]
    [InlineData(
        "otel",
        "otel_endpoint=https://own.example.com/api/public/otel, otel_headers=Authorization=Basic cGs6c2s=",
        """
        otel HttpProtobuf https://own.example.com/api/public/otel/v1/traces
        Authorization: Basic cGs6c2s=
        x-langfuse-ingestion-version: 4
        langfuse
        """)]
    public void A_tenants_settings_go_before_the_operators(string callback, string vars, string expected) =>
        Assert.Equal(expected, Print(OperatorsLangfuse + "OTEL_HEADERS=x=y\nTracedLlm:AllowedBackendHosts=own.example.com, own.example.com:4317, own.example.com:4318", callback, vars));

    [Theory]
    [InlineData("langfuse_otel", "langfuse_public_key=pk", "incomplete: langfuse_secret_key must be set")]
    [InlineData("langfuse_otel", "langfuse_secret_key=sk", "incomplete: langfuse_public_key must be set")]
    [InlineData("langfuse_otel", "langfuse_host=https://op.example.com", "incomplete: langfuse_public_key and langfuse_secret_key must be set")]
    [InlineData("langsmith", "langsmith_project=p", "incomplete: langsmith_api_key must be set")]
    [InlineData("langsmith", "langsmith_project=p, langsmith_sampling_rate=0.5", "incomplete: langsmith_api_key must be set")]
    [InlineData("otel", "otel_headers=a=b", "incomplete: otel_endpoint must be set")]
    [InlineData("otel", "otel_exporter=otlp_http", "incomplete: otel_endpoint must be set")]
    public void Credentials_of_the_operator_never_fill_up_a_tenants(string callback, string vars, string expected) =>
        Assert.Equal(expected, Print(OperatorsLangfuse + "LANGSMITH_API_KEY=op", callback, vars));

    [Theory]
    [InlineData("otel_headers=x-scope-orgid=red", "otel HttpProtobuf https://c.example.com/v1/traces\nx-scope-orgid: red\nsemantic_conventions")]
    [InlineData("otel_endpoint=https://c.example.com/own/v1/traces", "otel HttpProtobuf https://c.example.com/own/v1/traces\nsemantic_conventions")]
    [InlineData("otel_exporter=otlp_grpc", "incomplete: otel_endpoint or otel_headers must be set")]
    [InlineData("otel_endpoint=https://c.example.com:8443", "host_not_allowed: otel_endpoint names the host c.example.com:8443, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("otel_endpoint=http://c.example.com", "host_not_allowed: otel_endpoint names the host c.example.com, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("otel_endpoint=http://169.254.169.254", "host_not_allowed: otel_endpoint names the host 169.254.169.254, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("otel_endpoint=http://localhost:4318", "host_not_allowed: otel_endpoint names the host localhost:4318, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("otel_endpoint=https://me:sesame@c.example.com", "bad_value: otel_endpoint has a user name or a password. Allowed: addresses without them")]
    [InlineData("otel_endpoint=c.example.com", "bad_value: otel_endpoint is 'c.example.com'. Allowed: absolute http:// and https:// addresses")]
    [InlineData("otel_headers=sesame", "bad_value: otel_headers is malformed. Allowed: name=value pairs, separated by commas")]
    [InlineData("otel_endpoint=https://c.example.com, otel_exporter=thrift", "bad_value: otel_exporter is 'thrift'. Allowed: otlp_http, otlp_grpc, http/protobuf and grpc")]
    public void Headers_alone_are_for_the_operators_collector_and_its_own_headers_go_to_no_tenants_endpoint(string vars, string expected) => Assert.Equal(
        expected,
        Print("OTEL_EXPORTER_OTLP_ENDPOINT=https://c.example.com\nOTEL_EXPORTER_OTLP_HEADERS=authorization=op", "otel", vars).ReplaceLineEndings("\n"));

    [Fact]
    public void The_default_address_on_this_machine_is_no_tenants() => Assert.StartsWith(
        "host_not_allowed", Print("", "otel", "otel_endpoint=http://localhost:4318"), StringComparison.Ordinal);

    [Theory]
    [InlineData("langfuse_otel", "langfuse_public_key=pk, langfuse_secret_key=sk", "LANGFUSE_OTEL_HOST", "http://collector:4318", "no_host: LANGFUSE_OTEL_HOST names the host collector:4318, which is not Langfuse's own, so that the credentials may have no effect there. Set langfuse_host, or add the host to TracedLlm:AllowedBackendHosts if it is a server of Langfuse")]
    [InlineData("langfuse", "langfuse_public_key=pk, langfuse_secret_key=sk", "LANGFUSE_HOST", "http://collector:4318", "no_host: LANGFUSE_HOST names the host collector:4318, which is not Langfuse's own, so that the credentials may have no effect there. Set langfuse_host, or add the host to TracedLlm:AllowedBackendHosts if it is a server of Langfuse")]
    [InlineData("langfuse", "langfuse_public_key=pk, langfuse_secret_key=sk", "LANGFUSE_HOST", "https://cloud.langfuse.com.evil.org", "no_host: LANGFUSE_HOST names the host cloud.langfuse.com.evil.org, which is not Langfuse's own, so that the credentials may have no effect there. Set langfuse_host, or add the host to TracedLlm:AllowedBackendHosts if it is a server of Langfuse")]
    [InlineData("langfuse_otel", "langfuse_public_key=pk, langfuse_secret_key=sk", "LANGFUSE_OTEL_HOST", "https://hipaa.cloud.langfuse.com", null)]
    [InlineData("langfuse_otel", "langfuse_public_key=pk, langfuse_secret_key=sk, langfuse_host=http://collector:4318", "LANGFUSE_OTEL_HOST", "http://collector:4318", null)]
    [InlineData("langfuse_otel", "langfuse_public_key=pk, langfuse_secret_key=sk", "LANGFUSE_OTEL_HOST", "http://collector:4318\nTracedLlm:AllowedBackendHosts=collector:4318", null)]
    [InlineData("langsmith", "langsmith_api_key=k", "LANGSMITH_ENDPOINT", "http://collector:4318", "no_host: LANGSMITH_ENDPOINT names the host collector:4318, which is not LangSmith's own, so that the credentials may have no effect there. Set langsmith_base_url, or add the host to TracedLlm:AllowedBackendHosts if it is a server of LangSmith")]
    [InlineData("langsmith", "langsmith_api_key=k", "LANGSMITH_ENDPOINT", "https://eu.api.smith.langchain.com", null)]
    [InlineData("langsmith", "langsmith_sampling_rate=0.5", "LANGSMITH_ENDPOINT", "http://collector:4318\nLANGSMITH_API_KEY=op", null)]
    [InlineData("arize", "arize_api_key=k, arize_space_id=s", "ARIZE_HTTP_ENDPOINT", "http://collector:4318", "no_host: ARIZE_HTTP_ENDPOINT names the host collector:4318, which is not Arize's own, so that the credentials may have no effect there. Add the host to TracedLlm:AllowedBackendHosts if it is a server of Arize")]
    [InlineData("arize_phoenix", "phoenix_api_key=k", "PHOENIX_COLLECTOR_ENDPOINT", "http://collector:4318", "no_host: PHOENIX_COLLECTOR_ENDPOINT names the host collector:4318, which is not Phoenix's own, so that the credentials may have no effect there. Set phoenix_collector_endpoint, or add the host to TracedLlm:AllowedBackendHosts if it is a server of Phoenix")]
    [InlineData("arize_phoenix", "phoenix_api_key=k", "PHOENIX_API_KEY", "op", "no_host: The default address names the host localhost:6006, which is not Phoenix's own, so that the credentials may have no effect there. Set phoenix_collector_endpoint, or add the host to TracedLlm:AllowedBackendHosts if it is a server of Phoenix")]
    [InlineData("arize_phoenix", "phoenix_api_key=k", "PHOENIX_COLLECTOR_ENDPOINT", "https://app.phoenix.arize.com/s/red", null)]
    [InlineData("arize_phoenix", "phoenix_api_key=k", "PHOENIX_COLLECTOR_ENDPOINT", "http://phoenix:6006\nTracedLlm:AllowedBackendHosts=phoenix:6006", null)]
    [InlineData("arize_phoenix", "phoenix_api_key=k, phoenix_project=p", "PHOENIX_COLLECTOR_ENDPOINT", "http://collector:4318", null)]
    public void Credentials_without_a_host_do_not_go_to_an_operators_host_that_is_not_the_vendors(string callback, string vars, string setting, string host, string? expected)
    {
        var text = Print($"{setting}={host}", callback, vars);

        Assert.Equal(expected, text.StartsWith("no_host", StringComparison.Ordinal) ? text : null);
    }

    [Fact]
    public void Credentials_without_a_host_do_not_go_to_Langfuse_if_the_operators_Langfuse_is_a_Collector() => Assert.Equal(
        "no_host: OTEL_EXPORTER_OTLP_ENDPOINT names the host collector:4318, which is not Langfuse's own, so that the credentials may have no effect there. Set langfuse_host",
        Print("TracedLlm:Callbacks=langfuse_otel\nOTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318", "langfuse_otel", "langfuse_public_key=pk, langfuse_secret_key=sk"));

    [Theory]
    [InlineData("langsmith", "langsmith_sampling_rate=0.25", "langsmith HttpProtobuf https://api.smith.langchain.com/otel/v1/traces\nx-api-key: op\nLangsmith-Project: litellm-completion\nX-Tenant-Id: w\nlangsmith, 0.25 of all")]
    [InlineData("langfuse_otel", "langfuse_span_scope=llm_only", "langfuse_otel HttpProtobuf https://op.example.com/api/public/otel/v1/traces\nAuthorization: Basic cGstb3A6c2stb3A=\nx-langfuse-ingestion-version: 4\nlangfuse_llm_only, gzip")]
    public void Settings_without_credentials_change_what_the_operators_destination_receives(string callback, string vars, string expected) => Assert.Equal(
        expected, Print(OperatorsLangfuse + "LANGSMITH_API_KEY=op\nLANGSMITH_TENANT_ID=w\nLANGSMITH_SAMPLING_RATE=0.5", callback, vars).ReplaceLineEndings("\n"));

    [Fact]
    public void The_operators_workspace_belongs_to_the_operators_key() => Assert.DoesNotContain(
        "X-Tenant-Id",
        Print("LANGSMITH_API_KEY=op\nLANGSMITH_WORKSPACE_ID=w", "langsmith", "langsmith_api_key=k"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("phoenix_project_name=p", "authorization: Bearer op")]
    [InlineData("phoenix_project_name=p, phoenix_collector_endpoint=https://op.example.com/", "authorization: Bearer op")]
    [InlineData("phoenix_project_name=p, phoenix_api_key=own", "authorization: Bearer own")]
    [InlineData("phoenix_project_name=p, phoenix_collector_endpoint=https://other.example.com", null)]
    public void A_project_at_the_operators_Phoenix_needs_no_key_and_no_other_host_gets_the_operators(string vars, string? authorization)
    {
        var text = Print(
            "PHOENIX_API_KEY=op\nPHOENIX_COLLECTOR_ENDPOINT=https://op.example.com\nTracedLlm:AllowedBackendHosts=other.example.com", "arize_phoenix", vars);

        Assert.Equal(authorization, text.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.StartsWith("authorization", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "https://op.example.com", null)]
    [InlineData("", "https://op.example.com/", null)]
    [InlineData("", "op.example.com", null)]
    [InlineData("", "https://cloud.langfuse.com", null)]
    [InlineData("", "http://op.example.com", "langfuse_host names the host op.example.com, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("", "https://op.example.com:8443", "langfuse_host names the host op.example.com:8443, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("", "https://evil.example.com", "langfuse_host names the host evil.example.com, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("", "https://op.example.com.evil.org", "langfuse_host names the host op.example.com.evil.org, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("", "http://169.254.169.254", "langfuse_host names the host 169.254.169.254, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("TracedLlm:AllowedBackendHosts=*.example.com", "https://any.example.com", null)]
    [InlineData("TracedLlm:AllowedBackendHosts=a.org, localhost:3000", "http://localhost:3000", null)]
    [InlineData("TracedLlm:AllowedBackendHosts=a.org, localhost:3000", "http://localhost:3001", "langfuse_host names the host localhost:3001, which TracedLlm:AllowedBackendHosts does not have with this scheme and port: write http://localhost:3001")]
    [InlineData("TracedLlm:AllowedBackendHosts=*", "https://any.org", null)]
    [InlineData("TracedLlm:AllowedBackendHosts=a.org", "http://a.org", "langfuse_host names the host a.org, which TracedLlm:AllowedBackendHosts does not have with this scheme and port: write http://a.org")]
    [InlineData("TracedLlm:AllowedBackendHosts=https://a.org:8443", "http://a.org:8443", "langfuse_host names the host a.org:8443, which TracedLlm:AllowedBackendHosts does not have with this scheme and port: write http://a.org:8443")]
    [InlineData("TracedLlm:AllowedBackendHosts=a.org", "https://a.org:6379", "langfuse_host names the host a.org:6379, which TracedLlm:AllowedBackendHosts does not have with this scheme and port: write https://a.org:6379")]
    public void A_host_has_to_be_allowed_or_the_operators(string settings, string host, string? problem)
    {
        var text = Print(OperatorsLangfuse + settings, "langfuse_otel", $"langfuse_public_key=pk, langfuse_secret_key=sk, langfuse_host={host}");

        Assert.Equal(problem is null ? "langfuse, gzip" : $"host_not_allowed: {problem}", text.ReplaceLineEndings("\n").Split('\n')[^1]);
    }

    [Theory]
    [InlineData("langsmith", "langsmith_api_key=k, langsmith_sampling_rate=2", "bad_value: langsmith_sampling_rate is '2'. Allowed: numbers from 0 to 1")]
    [InlineData("langsmith", "langsmith_api_key=ä", "bad_value: langsmith_api_key has a character that no header can carry. Allowed: visible ASCII characters and spaces")]
    [InlineData("langfuse", "langfuse_public_key=p, langfuse_secret=s, langfuse_host=ftp://x", "bad_value: langfuse_host is 'ftp://x'. Allowed: hosts, and http:// and https:// addresses")]
    [InlineData("langfuse", "langfuse_public_key=p, langfuse_secret=s, langfuse_host=https://a:sesame@x", "bad_value: langfuse_host has a user name or a password. Allowed: addresses without them")]
    public void A_bad_value_is_a_reason_and_no_exception(string callback, string vars, string expected) =>
        Assert.Equal(expected, Print("", callback, vars));

    [Fact]
    public void Equal_credentials_have_one_endpoint()
    {
        var endpoints = Endpoints("");
        var first = endpoints.GetOrCreate(LangSmithBackend.Facts, Vars.Parse("langsmith_api_key=k")).Endpoint;

        Assert.Same(first, endpoints.GetOrCreate(LangSmithBackend.Facts, Vars.Parse("langsmith_api_key=k")).Endpoint);
        Assert.NotEqual(first!.Identity, endpoints.GetOrCreate(LangSmithBackend.Facts, Vars.Parse("langsmith_api_key=k2")).Endpoint!.Identity);
    }

    [Fact]
    public void The_number_of_kept_tenants_is_bounded_and_a_returning_tenant_gets_the_same_identity()
    {
        var endpoints = Endpoints("");
        var first = IdentityOf(endpoints, 0);
        for (var tenant = 1; tenant < 10_000; tenant++)
        {
            IdentityOf(endpoints, tenant);
        }

        Assert.Equal(TenantEndpoints.Capacity, endpoints.Count);
        Assert.Equal(first, IdentityOf(endpoints, 0));
    }

    private static string IdentityOf(TenantEndpoints endpoints, int tenant) => endpoints
        .GetOrCreate(LangfuseBackend.Otel, Vars.Parse(string.Create(CultureInfo.InvariantCulture, $"langfuse_public_key=pk{tenant}, langfuse_secret=sk{tenant}")))
        .Endpoint!.Identity;

    private static TenantEndpoints Endpoints(string settings) =>
        new(BackendText.Context("console", settings), new BackendLog(NullLogger<BackendLog>.Instance, isOn: false));

    private static string Print(string settings, string callback, string vars)
    {
        var (endpoint, reason, text) = Endpoints(settings).GetOrCreate(BackendTable.Find(callback)!, Vars.Parse(vars));
        return endpoint is null ? $"{reason}: {text}" : BackendText.Print(endpoint);
    }
}
