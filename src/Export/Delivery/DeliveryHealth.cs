using System.Buffers;
using System.Text.Json;
using TracedLlm.Metrics;

namespace TracedLlm.Export.Delivery;

/// <summary>Writes the ledger as JSON, for people and probes, without secrets and without addresses. The text of the operator's backend may quote content.</summary>
internal static class DeliveryHealth
{
    public static ReadOnlyMemory<byte> ToJson(DeliveryLedger ledger)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        var backends = ledger.Backends;
        var own = backends.Where(static backend => !backend.IsOfRequests).ToList();
        json.WriteStartObject();
        json.WriteString("status", own.Exists(backend => backend.Ledger.IsLosing) ? "losing" : own.Exists(backend => backend.Down > 0 || backend.Outages.Report.Since is not null) ? "delayed" : "ok");
        json.WriteStartObject("spans");
        json.WriteNumber("started", ledger.SpansStarted);
        json.WriteNumber("ended", ledger.SpansEnded);
        json.WriteNumber("held", ledger.SpansHeld);
        json.WriteEndObject();
        json.WriteStartObject("metadata_dropped");
        foreach (var (reason, count) in TraceCounters.DroppedMetadataByReason)
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        json.WriteStartArray("backends");
        foreach (var backend in backends)
        {
            Write(json, backend);
        }

        json.WriteEndArray();
        if (ledger.Spool is { } spool)
        {
            json.WriteStartObject("spool");
            json.WriteNumber("spans", spool.Total.Spans);
            json.WriteNumber("bytes", spool.Total.Bytes);
            json.WriteNumber("failures", spool.Failures);
            json.WriteNumber("damaged_bytes", spool.Damaged.Bytes);
            json.WriteNumber("damaged_spans", spool.Damaged.Spans);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, BackendDelivery backend)
    {
        var counts = backend.Ledger.Counts();
        json.WriteStartObject();
        json.WriteString("name", backend.Ledger.Name);
        json.WriteNumber("started", counts.Started);
        json.WriteNumber("exported", counts.Exported);
        json.WriteNumber("sampled_out", counts.SampledOut);
        json.WriteStartObject("dropped");
        foreach (var reason in DropReasons.All)
        {
            json.WriteNumber(DropReasons.Name(reason), counts.Dropped[(int)reason]);
        }

        json.WriteEndObject();
        json.WriteNumber("in_flight", counts.InFlight);
        json.WriteNumber("queue_bytes", backend.Budget.Used);
        json.WriteNumber("max_queue_bytes", backend.Budget.Limit);
        json.WriteNumber("destinations_waiting", backend.Waiting);
        json.WriteNumber("destinations_down", backend.Down);
        json.WriteString("last_error", backend.Ledger.LastError);
        var outage = backend.Outages.Report;
        if (outage.Since is { } since)
        {
            json.WriteStartObject("outage");
            json.WriteString("reason", outage.Reason);
            json.WriteString("since", since.UtcDateTime);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("outage");
        }

        json.WriteNumber("tenant_outages", outage.Tenants);
        json.WriteEndObject();
    }
}
