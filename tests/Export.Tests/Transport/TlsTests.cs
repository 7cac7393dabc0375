using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Tests.Backends;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Tests.Setup;
using TracedLlm.Export.Transport;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Transport;

/// <summary>The variables for certificates, against a server that speaks TLS.</summary>
[Collection(ProcessWide.Name)]
public sealed class TlsTests : IDisposable
{
    private const string Spans = "chat claude, litellm_request, Received Proxy Server Request";

    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData("http/protobuf", "RSA PRIVATE KEY", "HTTP/1.1")]
    [InlineData("http/protobuf", "EC PRIVATE KEY", "HTTP/1.1")]
    [InlineData("grpc", "RSA PRIVATE KEY", "HTTP/2")]
    [InlineData("grpc", "EC PKCS8", "HTTP/2")]
    [InlineData("grpc", "RSA PKCS8", "HTTP/2")]
    public async Task Spans_arrive_at_a_server_that_demands_a_client_certificate(string protocol, string form, string version)
    {
        await using var collector = await TlsCollector.StartAsync(_authority, _authority);
        var (certificate, key) = _authority.CreateClient("gateway", form);
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = _authority.RootFile,
            ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = _authority.Write("client.pem", certificate),
            ["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = _authority.Write("client.key", key),
        }))
        {
            await gateway.PostAsync();
        }

        Assert.Equal([$"gateway {version} {Spans}"], collector.Requests);
    }

    [Fact]
    public async Task The_variables_for_traces_go_before_the_general_ones_and_intermediate_certificates_are_sent()
    {
        using var intermediate = _authority.CreateIntermediate();
        await using var collector = await TlsCollector.StartAsync(_authority, _authority);
        var (certificate, key) = _authority.CreateClient("below", issuer: intermediate);
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE"] = _authority.RootFile,
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = "/none",

            // Metrics, and events that code switches on, would need the general files.
            ["OTEL_METRICS_EXPORTER"] = "none",
            ["OTEL_LOGS_EXPORTER"] = "none",
            ["OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE"] = _authority.Write("client.pem", $"{certificate}\n{intermediate.ExportCertificatePem()}"),
            ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = "/none",
            ["OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY"] = _authority.Write("client.key", key),
            ["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = "/none",
        }))
        {
            await gateway.PostAsync();
        }

        Assert.Equal([$"below HTTP/1.1 {Spans}"], collector.Requests);
    }

    [Fact]
    public async Task An_own_authority_alone_is_enough_for_a_server_that_demands_no_certificate()
    {
        await using var collector = await TlsCollector.StartAsync(_authority, clients: null);
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = _authority.RootFile,
        }))
        {
            await gateway.PostAsync();
        }

        Assert.Equal([$"nobody HTTP/1.1 {Spans}"], collector.Requests);
    }

    [Theory]
    [InlineData("http/protobuf", true, false, "TLS failed: .*(UntrustedRoot|PartialChain).*")]
    [InlineData("grpc", true, false, "TLS failed: .*(UntrustedRoot|PartialChain).*")]
    [InlineData("http/protobuf", false, false, "TLS failed: .*(UntrustedRoot|PartialChain).*")]
    [InlineData("http/protobuf", false, true, ".* does the server demand a client certificate\\?")]
    [InlineData("grpc", false, true, ".* does the server demand a client certificate\\?")]
    public async Task A_wrong_authority_and_a_missing_certificate_are_named_in_the_log_and_by_the_check(string protocol, bool isOther, bool isTrusted, string reason)
    {
        await using var collector = await TlsCollector.StartAsync(_authority, _authority);
        using var other = new TestAuthority("Other authority");
        Dictionary<string, string?> settings = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = isOther ? other.RootFile : isTrusted ? _authority.RootFile : null,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "0",
        };
        using var log = new LogLines();
        await using (var gateway = await ExportGateway.StartAsync(settings, logging: log))
        {
            await gateway.PostAsync();
            await Eventually.BecomesTrueAsync(() => log.Lines.Any(line => line.StartsWith("Warning: otel does not receive", StringComparison.Ordinal)));
            gateway.GiveUp();
        }

        Assert.Matches(
            $"^Warning: otel does not receive spans at {collector.Address}: {reason}\\. Since .{{19}} UTC; \\d+ spans wait \\(\\d+ bytes in memory\\) and are sent when it answers\\.$",
            log.Lines.First(line => line.StartsWith("Warning: otel does", StringComparison.Ordinal)));
        var answer = await AskAsync(settings);
        Assert.Matches($"^{reason}$", answer.Text);
        Assert.False(answer.IsAccepted);
        Assert.Empty(collector.Requests);
    }

    [Fact]
    public async Task The_check_uses_the_certificates()
    {
        await using var collector = await TlsCollector.StartAsync(_authority, _authority);
        var (certificate, key) = _authority.CreateClient("gateway");
        var answer = await AskAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = _authority.RootFile,
            ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = _authority.Write("both.pem", certificate + "\n" + key),
        });

        Assert.Equal((true, "HTTP 200"), (answer.IsAccepted, answer.Text));
        Assert.Equal(["gateway HTTP/1.1 "], collector.Requests);
    }

    [Fact]
    public async Task A_certificate_that_is_replaced_while_the_gateway_runs_is_used_at_the_next_connection()
    {
        await using var collector = await TlsCollector.StartAsync(_authority, _authority);
        var clock = new ManualClock();
        var files = Files("first");
        using var client = ExportHttp.Create(files, clock);
        await PostAsync();
        Files("second");
        await PostAsync();
        clock.Advance(TlsHandler.LookEvery);
        await PostAsync();
        File.WriteAllText(files.Key!.Path, "half of a ");
        clock.Advance(TlsHandler.LookEvery);
        await PostAsync();

        Assert.Equal(["first HTTP/1.1 ", "first HTTP/1.1 ", "second HTTP/1.1 ", "second HTTP/1.1 "], collector.Requests);

        TlsFiles Files(string name)
        {
            var (certificate, key) = _authority.CreateClient(name);
            return new(
                new(_authority.RootFile, "a"),
                new(_authority.Write("client.pem", certificate), "b"),
                new(_authority.Write("client.key", key), "c"));
        }

        async Task PostAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, collector.Address) { Content = new ByteArrayContent([]) };
            using var response = await client.SendAsync(request, CancellationToken.None);
            await response.Content.ReadAsByteArrayAsync();
        }
    }

    [Fact]
    public void A_mistake_in_the_files_ends_the_program_and_the_message_names_the_variable()
    {
        var (certificate, key) = _authority.CreateClient("gateway");
        var (_, otherKey) = _authority.CreateClient("other");
        var (rsaCertificate, _) = _authority.CreateClient("rsa", "RSA PKCS8");
        using var otherRsaKey = RSA.Create(1024);
        var (_, encryptedKey) = _authority.CreateClient("encrypted", "encrypted");
        var good = _authority.Write("client.pem", certificate);
        var rsa = _authority.Write("rsa.pem", rsaCertificate);
        var text = _authority.Write("text.pem", "no certificate");

        Assert.Equal(
            [
                $"OTEL_EXPORTER_OTLP_CERTIFICATE names the file '{text}', which has no certificate in PEM form.",
                $"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE is set without OTEL_EXPORTER_OTLP_CLIENT_KEY. Set both.",
                $"OTEL_EXPORTER_OTLP_CLIENT_KEY is set without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE. Set both.",
                $"OTEL_EXPORTER_OTLP_CLIENT_KEY names the file '/none/key', which does not exist.",
                $"OTEL_EXPORTER_OTLP_CLIENT_KEY names the file '{text}', which has no private key in PEM form.",
                $"OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY names the file '{_authority.Write("other.key", otherKey)}', whose key does not belong to the certificate in '{good}', or is damaged.",
                $"OTEL_EXPORTER_OTLP_CLIENT_KEY names the file '{_authority.Write("rsa.key", otherRsaKey.ExportPkcs8PrivateKeyPem())}', whose key does not belong to the certificate in '{rsa}', or is damaged.",
                $"OTEL_EXPORTER_OTLP_CLIENT_KEY names the file '{_authority.Write("other.key", otherKey)}', whose key does not belong to the certificate in '{rsa}', or is damaged.",
                $"OTEL_EXPORTER_OTLP_CLIENT_KEY names the file '{_authority.Write("encrypted.key", encryptedKey)}', whose key is encrypted. Decrypt it, for example with openssl pkey -in FILE -out FILE, and protect the file by its permissions.",
                $"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE names the file '{text}', which has no certificate in PEM form.",
            ],
            [
                Error($"CERTIFICATE={text}"),
                Error($"CLIENT_CERTIFICATE={good}"),
                Error($"CLIENT_KEY={_authority.Write("client.key", key)}"),
                Error($"CLIENT_CERTIFICATE={good}", "CLIENT_KEY=/none/key"),
                Error($"CLIENT_CERTIFICATE={good}", $"CLIENT_KEY={text}"),
                Error($"CLIENT_CERTIFICATE={good}", $"TRACES_CLIENT_KEY={_authority.Write("other.key", otherKey)}"),
                Error($"CLIENT_CERTIFICATE={rsa}", $"CLIENT_KEY={_authority.Write("rsa.key", otherRsaKey.ExportPkcs8PrivateKeyPem())}"),
                Error($"CLIENT_CERTIFICATE={rsa}", $"CLIENT_KEY={_authority.Write("other.key", otherKey)}"),
                Error($"CLIENT_CERTIFICATE={good}", $"CLIENT_KEY={_authority.Write("encrypted.key", encryptedKey)}"),
                Error($"CLIENT_CERTIFICATE={text}", $"CLIENT_KEY={_authority.Write("client.key", key)}"),
            ]);

        static string Error(params string[] settings) =>
            BackendText.Error("otlp", "OTEL_EXPORTER_OTLP_ENDPOINT=https://c\n" + string.Join('\n', settings.Select(setting => $"OTEL_EXPORTER_OTLP_{setting}")));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=https://c", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_EXPORTER_OTLP_CERTIFICATE has no effect: OTEL_EXPORTER_OTLP_ENDPOINT is an address without TLS. Write https://.")]
    [InlineData("", "OTEL_EXPORTER_OTLP_CERTIFICATE has no effect: the default address is an address without TLS. Write https://.")]
    public void A_certificate_for_an_address_without_TLS_is_a_warning(string endpoint, string warning)
    {
        var context = BackendText.Context("otel", $"{endpoint}\nOTEL_EXPORTER_OTLP_CERTIFICATE={_authority.RootFile}");

        Assert.Single(new BackendSelection(context).Endpoints);

        Assert.Equal(warning, string.Join('\n', context.Warnings.Texts));
    }

    [Fact]
    public void Other_backends_do_not_get_the_collectors_certificates()
    {
        var (certificate, key) = _authority.CreateClient("gateway");
        var selection = BackendText.Select(
            "otel, langfuse",
            $"""
            OTEL_EXPORTER_OTLP_ENDPOINT=https://c
            OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE={_authority.Write("client.pem", certificate)}
            OTEL_EXPORTER_OTLP_CLIENT_KEY={_authority.Write("client.key", key)}
            LANGFUSE_PUBLIC_KEY=a
            LANGFUSE_SECRET_KEY=b
            """);

        Assert.Equal([true, false], selection.Endpoints.Select(endpoint => endpoint.Tls is not null));
    }

    public void Dispose() => _authority.Dispose();

    private static async Task<BackendAnswer> AskAsync(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        await using var services = new ServiceCollection().AddLogging().AddTracedLlm(configuration).AddTracedLlmExport(configuration).BuildServiceProvider();
        return Assert.Single(await services.CheckTracedLlmBackendsAsync());
    }
}
