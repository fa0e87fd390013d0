package import Logging

/// swift-log's handler: one line of winston's for each call, to every output that wants its level.
package struct WinstonLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadataProvider: Logger.MetadataProvider?
    private var context: LineContext
    private let pipeline: LogPipeline

    package init(_ pipeline: LogPipeline, metadata: Logger.Metadata = [:]) {
        self.pipeline = pipeline
        logLevel = pipeline.threshold
        context = LineContext(pipeline.defaults.merging(metadata) { $1 })
    }

    package var metadata: Logger.Metadata {
        get { context.metadata }
        set { context = LineContext(newValue) }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { context[key] }
        set { context[key] = newValue }
    }

    package func log(event: LogEvent) {
        var metadata = event.metadata ?? [:]
        if let provided = metadataProvider?.get(), !provided.isEmpty {
            metadata.merge(provided) { own, _ in own }
        }
        pipeline.write(
            LogLevel(event.level), event.message.description, metadata, event.error, context)
    }
}
